using Microsoft.AspNetCore.Http;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions.Tests;

public sealed class ProblemTests
{
    [Fact]
    public async Task ChainPaused_Is503WithoutATimeToRetryAfter()
    {
        var paused = await AnswerAsync(QuoteService.Paused);
        var scarce = await AnswerAsync(new Problem("no_liquidity", "No provider can take this amount at the moment."));

        Assert.Equal((503, 503), (paused.StatusCode, scarce.StatusCode));
        Assert.Equal(0, paused.Headers.RetryAfter.Count);
        Assert.Equal("2", scarce.Headers.RetryAfter);
    }

    private static async Task<HttpResponse> AnswerAsync(Problem problem)
    {
        var context = new DefaultHttpContext();
        await problem.ToResult().ExecuteAsync(context);
        return context.Response;
    }
}
