using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;
using OrchestrationAlreadyExistsException = DurableTask.Core.Exceptions.OrchestrationAlreadyExistsException;

namespace Paynode.LocalHost.Tests;

/// <summary>Two processes on one database start the same id: the owner of its partition decides.</summary>
[Collection("postgres")]
public sealed class StartElsewhereTests(TestPostgres postgres)
{
    private static readonly StartOrchestrationOptions Same = new("same");

    [Fact]
    public async Task A_second_start_from_another_process_is_refused()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var owner = await StartAsync(hub);
        await using var other = await StartAsync(hub);
        await owner.Client.ScheduleNewOrchestrationInstanceAsync("Once", "first", Same);

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => other.Client.ScheduleNewOrchestrationInstanceAsync("Once", "second", Same));

        Assert.Equal("\"first\"", (await owner.Client.GetInstanceAsync("same", true))!.SerializedInput);
    }

    [Fact]
    public async Task States_in_which_an_id_is_not_used_again_hold_from_another_process()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var owner = await StartAsync(hub);
        await using var other = await StartAsync(hub);
        var options = Same.WithDedupeStatuses(OrchestrationRuntimeStatus.Completed);
        await other.Client.ScheduleNewOrchestrationInstanceAsync("Once", "first", options);
        await owner.Client.RaiseEventAsync("same", "end", "x");
        await owner.EndOfAsync("same");

        await Assert.ThrowsAsync<OrchestrationAlreadyExistsException>(() => other.Client.ScheduleNewOrchestrationInstanceAsync("Once", "second", options));

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await owner.Client.GetInstanceAsync("same"))!.RuntimeStatus);
    }


    private static Task<EngineHost> StartAsync(TestHub hub)
    {
        var (journal, leases) = hub.NewProcess();
        return new EngineHost(journal, leases).Owning(journal)
            .Orchestrator("Once", context => context.WaitForExternalEvent<string>("end"))
            .StartAsync();
    }
}
