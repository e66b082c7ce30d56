using System.Net;

namespace Paynode.FunctionsHost.Tests;

[Collection(nameof(PublishedWorker))]
public sealed class TimerTests(PublishedWorker worker)
{
    [Fact]
    public async Task Timers_StartedNow_AllSucceed()
    {
        var timers = (await worker.FunctionsAsync()).Where(function => function.Trigger == "timerTrigger").ToArray();

        Assert.NotEmpty(timers);
        foreach (var timer in timers)
        {
            using var response = await worker.Http.PostAsync($"/admin/functions/{timer.Name}", null);
            Assert.True(response.StatusCode == HttpStatusCode.NoContent, $"{timer.Name}: {await response.Content.ReadAsStringAsync()}");
        }
    }
}
