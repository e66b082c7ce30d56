using Microsoft.DurableTask;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>Ids of sub-orchestrations that begin with the parent's.</summary>
public sealed class ChildIdTests
{
    [Fact]
    public async Task A_running_child_that_left_memory_is_not_replaced_by_a_second_one_with_its_id()
    {
        var journal = new MemoryJournal();
        await StoreAsync(journal, "p:c", new InstanceStarted("Child", "1"u8.ToArray(), 0, DateTime.UnixEpoch, null, new("Parent", "p", 0, 1), null, null));
        await using var host = new EngineHost(journal, new SoleLeases())
            .Orchestrator("Parent", async context =>
            {
                try
                {
                    await context.CallActivityAsync("Nothing");
                    await context.CallSubOrchestratorAsync("Child", 2, new SubOrchestrationOptions(instanceId: context.InstanceId + ":c"));
                    return "replaced";
                }
                catch (TaskFailedException)
                {
                    return "refused";
                }
            })
            .Orchestrator("Child", context => context.WaitForExternalEvent<int>("end"))
            .Activity<object?, int>("Nothing", _ => 0);
        host.Options.PartitionCount = 1;
        await host.StartAsync();

        var ended = await host.RunAsync("Parent", null, "p");

        Assert.Equal("refused", ended.ReadOutputAs<string>());
        Assert.Equal("1", (await host.Client.GetInstanceAsync("p:c", true))!.SerializedInput);
    }

    // An instance at rest: it has a row, and nothing in the journal.
    private static async Task StoreAsync(MemoryJournal journal, string id, InstanceStarted started)
    {
        var step = new ByteWriter();
        HistoryEncoder.Step(step, DateTime.UnixEpoch, started, []);
        var instance = new Instance(id);
        instance.Append(step.ToArray());
        var opened = await journal.OpenAsync(0, 0, CancellationToken.None);
        var commit = new JournalCommit { Partition = 0, Epoch = 0, Sequence = opened.Sequence + 1 };
        commit.Rows[id] = instance.ToRow(0, commit.Sequence);
        await journal.CommitAsync(commit, CancellationToken.None);
    }
}
