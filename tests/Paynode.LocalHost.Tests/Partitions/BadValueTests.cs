using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>A value that the database cannot take, or that cannot be read back, harms its own instance and no other.</summary>
[Collection("postgres")]
public sealed class BadValueTests(TestPostgres postgres)
{
    public static TheoryData<string, Action<TaskOrchestrationContext>> BadCalls => new()
    {
        { "a NUL in a sub-orchestration's name", context => context.CallSubOrchestratorAsync("na\0me") },
        { "an empty name of a sub-orchestration", context => context.CallSubOrchestratorAsync("") },
        { "half a character in a sub-orchestration's id", context => context.CallSubOrchestratorAsync("Good", null, new SubOrchestrationOptions(instanceId: "a\ud800")) },
        { "an empty name of an activity", context => context.CallActivityAsync("") },
        { "an id that is too long to be sent to", context => context.SendEvent(new string('x', 300), "e", 1) },
    };

    [Theory]
    [MemberData(nameof(BadCalls))]
    public async Task A_call_that_cannot_be_stored_fails_its_own_instance(string what, Action<TaskOrchestrationContext> call)
    {
        var runs = 0;
        await using var host = await StartAsync((await OnPostgresAsync())
            .Orchestrator("Bad", async context =>
            {
                await context.CallActivityAsync("Count");
                call(context);
                return what;
            })
            .Activity<object?, int>("Count", _ => Interlocked.Increment(ref runs)));

        var bad = await host.RunAsync("Bad");
        var good = await host.RunAsync("Good");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, bad.RuntimeStatus);
        Assert.Equal(1, good.ReadOutputAs<int>());
        Assert.Equal(1, runs);
    }

    [Fact]
    public async Task An_id_that_cannot_be_stored_is_refused_before_it_holds_up_a_read()
    {
        await using var host = await StartAsync(await OnPostgresAsync());

        await Assert.ThrowsAsync<ArgumentException>(() => host.Client.GetInstanceAsync("a\ud800"));

        Assert.Null(await host.Client.GetInstanceAsync("other"));
    }

    [Fact]
    public async Task An_instance_that_cannot_be_read_leaves_its_partition_open_and_its_row_as_it_is()
    {
        var (journal, leases) = (new MemoryJournal(), new SoleLeases());
        var opened = await journal.OpenAsync(0, 0, CancellationToken.None);
        var commit = new JournalCommit { Partition = 0, Epoch = 0, Sequence = opened.Sequence + 1 };
        JournalRecord.Append(commit, "broken", [1, 2, 3]);
        await journal.CommitAsync(commit, CancellationToken.None);

        await using var host = await StartAsync(new EngineHost(journal, leases));

        Assert.Equal(1, (await host.RunAsync("Good")).ReadOutputAs<int>());
        await Assert.ThrowsAsync<InvalidDataException>(() => host.Client.GetInstanceAsync("broken"));
    }

    [Fact]
    public async Task The_journal_keeps_what_it_has_of_an_instance_that_cannot_be_read()
    {
        var (journal, leases) = (new MemoryJournal(), new SoleLeases());
        var opened = await journal.OpenAsync(0, 0, CancellationToken.None);
        var commit = new JournalCommit { Partition = 0, Epoch = 0, Sequence = opened.Sequence + 1 };
        JournalRecord.Append(commit, "broken", [1, 2, 3]);
        await journal.CommitAsync(commit, CancellationToken.None);
        await using var host = await StartAsync(new EngineHost(journal, leases));

        for (var i = 0; i < 300; i++)
        {
            await host.RunAsync("Good");
        }

        await host.Engine.AbandonAsync();
        var tail = (await journal.OpenAsync(0, 100, CancellationToken.None)).Tail;
        Assert.Contains(tail, entry => entry.Sequence == commit.Sequence);
    }

    [Fact]
    public async Task A_commit_that_can_never_be_written_ends_its_partition_and_is_not_repeated()
    {
        var journal = new HeldJournal(new MemoryJournal());
        var attempts = 0;
        await using var host = await StartAsync(new EngineHost(journal, new SoleLeases()));
        journal.BeforeCommit = _ =>
        {
            attempts++;
            throw new ArgumentException("cannot be sent");
        };

        await Assert.ThrowsAsync<DurableUnavailableException>(() => host.Client.ScheduleNewOrchestrationInstanceAsync("Good"));

        Assert.Equal(1, attempts);
    }

    private async Task<EngineHost> OnPostgresAsync()
    {
        var hub = await postgres.CreateHubAsync();
        var (journal, leases) = hub.NewProcess();
        return new EngineHost(journal, leases).Owning(journal).Owning(hub);
    }

    private static Task<EngineHost> StartAsync(EngineHost host)
    {
        host.Orchestrator("Good", _ => Task.FromResult(1));
        host.Options.PartitionCount = 1;
        return host.StartAsync();
    }
}
