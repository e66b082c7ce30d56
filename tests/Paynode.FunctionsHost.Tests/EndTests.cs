using System.Net.Http.Json;
using Paynode.LocalServices;
using Paynode.LocalServices.Processes;

namespace Paynode.FunctionsHost.Tests;

[Collection(nameof(PublishedWorker))]
public sealed class EndTests(PublishedWorker worker)
{
    [Fact]
    public async Task Host_Killed_TakesTheWorkerWithItAndStartsAgain()
    {
        var pid = (await worker.Http.GetFromJsonAsync<HostedWorker>("/admin/worker"))!.Pid;
        Assert.NotNull(ProcessIdentity.Of(pid));

        await worker.Stack.Host.StopAsync(immediate: true);

        using var limit = HangLimit.Begin();
        while (ProcessIdentity.Of(pid) is not null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
        }

        await worker.Stack.Host.RestartAsync();
        Assert.NotEmpty(await worker.FunctionsAsync());
    }
}
