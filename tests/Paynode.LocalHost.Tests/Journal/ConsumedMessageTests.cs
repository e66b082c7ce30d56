using Microsoft.DurableTask;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>A message takes effect once, however late a copy of it comes.</summary>
[Collection("postgres")]
public sealed class ConsumedMessageTests(TestPostgres postgres)
{
    private static readonly InboxMessage Event = new(Guid.CreateVersion7(), 0, "counts", InboxMessage.AnyGeneration, new EventRaised("more", null));

    [Fact]
    public async Task A_commit_with_the_effect_of_a_message_that_was_consumed_is_refused_in_memory() => await RequireRefusedAsync(new MemoryJournal());

    [Fact]
    public async Task A_commit_with_the_effect_of_a_message_that_was_consumed_is_refused_by_PostgreSQL()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var journal = hub.NewProcess().Journal;
        await RequireRefusedAsync(journal);
    }

    [Fact]
    public async Task A_copy_that_comes_after_the_partition_was_opened_again_changes_nothing()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using (var former = await StartAsync(hub))
        {
            await former.Client.ScheduleNewOrchestrationInstanceAsync("Counts", null, new StartOrchestrationOptions("counts"));
            await hub.NewProcess().Journal.SendAsync([Event], CancellationToken.None);
            await Eventually.GetAsync(async () => (await former.Client.GetInstanceAsync("counts", true))!.ReadCustomStatusAs<int>() == 1 ? "taken" : null);
        }

        await using var host = await StartAsync(hub);
        await Eventually.TrueAsync(() => host.Engine.Owned.Any());
        host.Engine.Owned.Single().Post(new MessageInput(Event));
        await RaiseAsync(host, "enough");

        Assert.Equal(1, (await host.EndOfAsync("counts")).ReadOutputAs<int>());
    }

    private static async Task RequireRefusedAsync(IJournal journal)
    {
        var sequence = (await journal.OpenAsync(0, 1, CancellationToken.None)).Sequence;
        await journal.SendAsync([Event], CancellationToken.None);
        await journal.CommitAsync(CommitOf(sequence + 1), CancellationToken.None);

        await Assert.ThrowsAsync<ConsumedException>(() => journal.CommitAsync(CommitOf(sequence + 2), CancellationToken.None));

        Assert.Equal(2, (await journal.OpenAsync(0, 2, CancellationToken.None)).Tail.Count);
    }

    private static JournalCommit CommitOf(long sequence)
    {
        var commit = new JournalCommit { Partition = 0, Epoch = 1, Sequence = sequence };
        JournalRecord.Append(commit, "counts", [0]);
        commit.Consumed.Add(Event.Id);
        return commit;
    }

    // While the partition is opened again, callers are told so.
    private static Task RaiseAsync(EngineHost host, string name) => Eventually.GetAsync(async () =>
    {
        try
        {
            await host.Client.RaiseEventAsync("counts", name);
            return "raised";
        }
        catch (DurableUnavailableException)
        {
            return null;
        }
    });

    private static Task<EngineHost> StartAsync(TestHub hub)
    {
        var (journal, leases) = hub.NewProcess();
        var host = new EngineHost(journal, leases).Owning(journal).Orchestrator("Counts", async context =>
        {
            var enough = context.WaitForExternalEvent<object?>("enough");
            for (var count = 0; ; count++)
            {
                context.SetCustomStatus(count);
                if (await Task.WhenAny(context.WaitForExternalEvent<object?>("more"), enough) == enough)
                {
                    return count;
                }
            }
        });
        host.Options.PartitionCount = 1;
        return host.StartAsync();
    }
}
