using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>A commit is bounded by its bytes, rows included, though each step is in one commit with what belongs to it.</summary>
public sealed class CommitBytesTests
{
    private const int Instances = 40;
    private const int Large = 300_000;
    private const int MaxCommitBytes = 1 << 20;

    /// <summary>Inputs up to the limit, stored rows up to the limit again, and one step and one history more.</summary>
    private const int Bound = (2 * MaxCommitBytes) + (4 * Large);

    private static readonly string Text = new('x', Large);
    private static readonly string[] Ids = [.. Enumerable.Range(0, Instances).Select(i => $"large-{i}")];

    private readonly ConcurrentQueue<long> _sizes = new();
    private readonly ConcurrentQueue<string> _torn = new();
    private readonly HeldJournal _journal = new(new MemoryJournal());

    [Fact]
    public async Task Many_large_instances_that_end_at_once_take_several_commits()
    {
        await using var host = await StartAsync();
        await StartAllAsync(host, "Waits");

        _journal.Hold();
        var raised = RaiseAll(host);
        await Eventually.TrueAsync(() => _journal.IsHolding);
        _journal.Release();
        await raised;

        await RequireAllEndedAsync(host);
    }

    [Fact]
    public async Task Many_timers_of_large_instances_that_are_due_at_once_take_several_commits()
    {
        var time = new JumpingTime();
        var due = time.GetUtcNow().UtcDateTime.AddHours(1);
        await using var host = await StartAsync(host =>
        {
            host.Time = time;
            host.Orchestrator("Sleeps", async context =>
            {
                await context.CreateTimer(due, CancellationToken.None);
                return "";
            });
        });
        await StartAllAsync(host, "Sleeps");

        // However long starting them took, none is due before the commits are held back. Someone has to wake the partition.
        _journal.Hold();
        time.Advance(TimeSpan.FromHours(1));
        var waker = host.Client.ScheduleNewOrchestrationInstanceAsync("Waits", null, new StartOrchestrationOptions("waker"));
        await Eventually.TrueAsync(() => _journal.IsHolding);
        _journal.Release();
        await waker;

        await RequireAllEndedAsync(host);
    }

    [Fact]
    public async Task Many_large_instances_that_are_read_at_once_take_several_commits()
    {
        await using var host = await StartAsync(host => (host.Options.MaxResidentInstances, host.Options.StoreAfter) = (0, TimeSpan.Zero));
        await StartAllAsync(host, "Waits");
        await Eventually.TrueAsync(() => host.Engine.Owned.Single().Resident == 0);

        await RaiseAll(host);

        await RequireAllEndedAsync(host);
    }

    [Fact]
    public async Task Listing_many_large_instances_stores_them_in_several_commits()
    {
        await using var host = await StartAsync(host => host.Options.StoreAfter = TimeSpan.FromHours(1));
        await StartAllAsync(host, "Waits");
        var before = _sizes.Count;
        var listed = 0;

        await foreach (var _ in host.Client.GetAllInstancesAsync())
        {
            listed++;
        }

        Assert.Equal(Instances, listed);
        Assert.InRange(_sizes.Count - before, Instances * Large / Bound, Instances);
        RequireSound();
    }

    [Fact]
    public async Task A_tree_of_large_sub_orchestrations_does_not_end_up_in_one_commit()
    {
        await using var host = await StartAsync(host => host.Orchestrator("Chain", async context =>
        {
            var (left, text) = context.GetInput<(int, string)>();
            return left == 0 ? 0 : 1 + await context.CallSubOrchestratorAsync<int>("Chain", (left - 1, text));
        }));

        var ended = await host.RunAsync("Chain", (Instances, Text));

        Assert.Equal(Instances, ended.ReadOutputAs<int>());
        RequireSound();
    }

    [Fact]
    public async Task An_instance_whose_history_would_be_too_long_fails_alone()
    {
        await using var host = await StartAsync(host => host
            .Orchestrator("Fans out", async context =>
            {
                await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => context.CallActivityAsync<int>("Length", Text)));
                return "";
            })
            .Activity<string, int>("Length", text => text.Length)
            .Options.MaxHistoryBytes = 4 * Large);

        var tooLong = await host.RunAsync("Fans out");
        await StartAllAsync(host, "Waits");
        await RaiseAll(host);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, tooLong.RuntimeStatus);
        Assert.Contains("ContinueAsNew", tooLong.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
        await RequireAllEndedAsync(host);
    }

    private Task<EngineHost> StartAsync(Action<EngineHost>? configure = null)
    {
        _journal.BeforeCommit = Look;
        var host = new EngineHost(_journal, new SoleLeases())
            .Orchestrator("Waits", context => context.WaitForExternalEvent<string>("go"));
        host.Options.PartitionCount = 1;
        host.Options.MaxCommitBytes = MaxCommitBytes;
        configure?.Invoke(host);
        return host.StartAsync();
    }

    private static Task StartAllAsync(EngineHost host, string name) =>
        Task.WhenAll(Ids.Select(id => host.Client.ScheduleNewOrchestrationInstanceAsync(name, Text, new StartOrchestrationOptions(id))));

    private static Task RaiseAll(EngineHost host) => Task.WhenAll(Ids.Select(id => host.Client.RaiseEventAsync(id, "go", "on")));

    private async Task RequireAllEndedAsync(EngineHost host)
    {
        var ended = await Task.WhenAll(Ids.Select(id => host.EndOfAsync(id)));
        Assert.All(ended, it => Assert.Equal(OrchestrationRuntimeStatus.Completed, it.RuntimeStatus));
        RequireSound();
    }

    private void RequireSound()
    {
        Assert.InRange(_sizes.Max(), 1, Bound);
        Assert.Empty(_torn);
    }

    // Whoever ends in a commit has its row in the same one.
    private void Look(JournalCommit commit)
    {
        _sizes.Enqueue(commit.Bytes);
        foreach (var (id, step) in JournalRecord.Read(commit.Data.Span))
        {
            if (HistoryDecoder.Steps(step)[0].Events.Any(it => it is InstanceCompleted or InstanceFailed) && !commit.Rows.ContainsKey(id))
            {
                _torn.Enqueue(id);
            }
        }
    }
}
