using System.Security.Cryptography;
using System.Text;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.EndToEnd;

/// <summary>A node's provider pushes that something has happened: what it may do, and that it is the same as polling.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class PushTests(PaynodeStack paynode) : IAsyncLifetime
{
    private const string Path = "/v1/chains/local/events";
    private const string Push = """{"webhookId":"wh_1","type":"GRAPHQL","event":{"data":{"block":{"logs":[]}}}}""";

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Fact]
    public async Task A_push_without_a_signature_is_refused() => (await SendAsync(Path, Push, null)).RequireProblem(401, "signature_missing");

    [Fact]
    public async Task A_push_whose_body_was_changed_is_refused() =>
        (await SendAsync(Path, Push + " ", SignatureOf(Push))).RequireProblem(401, "signature_invalid");

    [Fact]
    public async Task A_push_for_a_chain_that_is_not_there_is_refused() =>
        (await SendAsync("/v1/chains/mars/events", Push, SignatureOf(Push))).RequireProblem(404, "chain_unknown");

    [Fact]
    public async Task A_push_of_more_than_a_megabyte_is_refused()
    {
        var large = new string(' ', (1024 * 1024) + 1);
        (await SendAsync(Path, large, SignatureOf(large))).RequireProblem(413, "body_too_large");
    }

    [Fact]
    public async Task Many_pushes_beside_the_timer_have_the_effect_of_one_look()
    {
        await paynode.StartProviderAsync("USDC-NGN", "1500", Behaviour.Pay);
        var order = await paynode.OrderAsync("USDC-NGN", "25");
        await paynode.FundAsync(order);
        for (var round = 0; round < 5; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SendAsync(Path, Push, SignatureOf(Push))));
            Assert.All(answers, answer => Assert.Equal(204, answer.Status));
        }

        await paynode.WaitForAsync(order, "settled");
        var history = await paynode.HistoryAsync(order);
        Assert.Single(history, type => type == "deposited");
        await paynode.RequireInvariantsAsync();
    }

    private static string SignatureOf(string body) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(PaynodeStack.WebhookKey), Encoding.UTF8.GetBytes(body)));

    private async Task<Answer> SendAsync(string path, string body, string? signature)
    {
        using var http = LargeBodies.NewClient(paynode.Stack.Host.Url);
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (signature is not null)
        {
            request.Headers.Add("X-Alchemy-Signature", signature);
        }

        using var response = await http.SendAsync(request.AskingFirst());
        return await Answer.ReadAsync(response);
    }
}
