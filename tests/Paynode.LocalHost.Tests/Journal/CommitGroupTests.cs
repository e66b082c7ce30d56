using Microsoft.DurableTask.Client;
using Npgsql;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>Partitions of one process share a transaction when they commit at the same moment, and nothing else.</summary>
[Collection("postgres")]
public sealed class CommitGroupTests(TestPostgres postgres)
{
    private const int Partitions = 4;

    /// <summary>The key under which the journal locks a partition.</summary>
    private const int LockSpace = 1685418602;

    [Fact]
    public async Task Commits_that_wait_at_the_same_moment_are_one_transaction()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var journal = hub.NewProcess().Journal;
        var next = await OpenAllAsync(journal);

        await CommitTogetherAsync(hub, journal, next, _ => { });

        Assert.Equal(1L, await TransactionsAsync(hub));
    }

    [Fact]
    public async Task A_partition_that_is_fenced_holds_up_no_other()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var journal = hub.NewProcess().Journal;
        await using var other = hub.NewProcess().Journal;
        var next = await OpenAllAsync(journal);
        await other.OpenAsync(2, 2, CancellationToken.None);

        var outcomes = await CommitTogetherAsync(hub, journal, next, _ => { });

        Assert.Equal([null, null, typeof(FencedException), null], outcomes);
    }

    [Fact]
    public async Task A_commit_that_cannot_be_written_fails_alone_and_leaves_nothing()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var journal = hub.NewProcess().Journal;
        var next = await OpenAllAsync(journal);

        var outcomes = await CommitTogetherAsync(hub, journal, next, commit => commit.Rows[$"row {commit.Partition}"] =
            RowOf(commit, commit.Partition == 1 ? "half a \0 name" : "name"));

        Assert.Equal([null, typeof(PostgresException), null, null], outcomes);
        Assert.Equal(["row 0", "row 2", "row 3"], (await journal.LoadAsync(["row 0", "row 1", "row 2", "row 3"], CancellationToken.None)).Select(row => row.Id).Order());
        Assert.Equal(next[1], (await journal.OpenAsync(1, 2, CancellationToken.None)).Sequence);
    }

    [Fact]
    public async Task A_commit_that_waits_for_a_lock_holds_the_others_up_for_a_moment_only()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var journal = new PostgresJournal(hub.Source, new CommitGroup(hub.Source, timeoutSeconds: 1), new JournalSweeper(hub.Source));
        var next = await OpenAllAsync(journal);
        var held = await HoldAsync(hub, 0);
        var locked = journal.CommitAsync(CommitOf(0, next[0]), CancellationToken.None);
        var other = journal.CommitAsync(CommitOf(1, next[1]), CancellationToken.None);

        await other;

        Assert.False(locked.IsCompleted);
        await ReleaseAsync(held);
        await locked;
        Assert.Equal(2L, await TransactionsAsync(hub));
    }

    [Fact]
    public async Task A_large_commit_is_written_alone_and_waits_for_no_group()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var journal = hub.NewProcess().Journal;
        var next = await OpenAllAsync(journal);
        await using var held = await HoldAsync(hub, 0);
        var small = journal.CommitAsync(CommitOf(0, next[0]), CancellationToken.None);
        var large = CommitOf(1, next[1]);
        JournalRecord.Append(large, "large", new byte[CommitGroup.SmallBytes]);

        await journal.CommitAsync(large, CancellationToken.None);

        Assert.False(small.IsCompleted);
        await ReleaseAsync(held);
        await small;
    }

    [Fact]
    public async Task A_partition_that_is_abandoned_while_its_group_waits_is_opened_again_without_a_doubt_left()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var journal = hub.NewProcess().Journal;
        var next = await OpenAllAsync(journal);
        using var abandoned = new CancellationTokenSource();
        await using var held = await HoldAsync(hub, 0);
        var first = journal.CommitAsync(CommitOf(0, next[0]), abandoned.Token);
        await abandoned.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await ReleaseAsync(held);

        var opened = await journal.OpenAsync(0, 2, CancellationToken.None);

        await journal.CommitAsync(CommitOf(0, opened.Sequence + 1, epoch: 2), CancellationToken.None);
        await journal.CommitAsync(CommitOf(0, opened.Sequence + 2, epoch: 2), CancellationToken.None);
    }

    [Fact]
    public async Task Commits_whose_connection_breaks_are_made_once_all_the_same()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var journal = hub.NewProcess().Journal;
        var next = await OpenAllAsync(journal);
        var held = await HoldAsync(hub, 0);
        var running = journal.CommitAsync(CommitOf(0, next[0]), CancellationToken.None);
        await UntilWaitingAsync(hub);
        await RunAsync(held, $"SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = {LockSpace} AND NOT granted");
        await ReleaseAsync(held);

        await running;
        await journal.CommitAsync(CommitOf(0, next[0] + 1), CancellationToken.None);

        Assert.Equal([next[0], next[0] + 1], (await journal.OpenAsync(0, 2, CancellationToken.None)).Tail.Select(entry => entry.Sequence).TakeLast(2));
    }

    // A commit of another partition is held up; those of all the others come meanwhile, and are written when it is through.
    private static async Task<Type?[]> CommitTogetherAsync(TestHub hub, PostgresJournal journal, long[] next, Action<JournalCommit> fill)
    {
        var held = await HoldAsync(hub, Partitions);
        var first = journal.CommitAsync(CommitOf(Partitions, 2), CancellationToken.None);
        await UntilWaitingAsync(hub);
        var commits = Enumerable.Range(0, Partitions).Select(partition => CommitOf(partition, next[partition])).ToArray();
        Array.ForEach(commits, fill);
        var running = commits.Select(commit => journal.CommitAsync(commit, CancellationToken.None)).ToArray();
        await ReleaseAsync(held);
        await first;
        return await Task.WhenAll(running.Select(async commit => (await Record.ExceptionAsync(() => commit))?.GetType()));
    }

    // One partition more than those that the tests look at: the one that holds the writer up.
    private static async Task<long[]> OpenAllAsync(PostgresJournal journal)
    {
        var next = new long[Partitions + 1];
        for (var partition = 0; partition <= Partitions; partition++)
        {
            next[partition] = (await journal.OpenAsync(partition, 1, CancellationToken.None)).Sequence + 1;
        }

        return next;
    }

    private static JournalCommit CommitOf(int partition, long sequence, long epoch = 1)
    {
        var commit = new JournalCommit { Partition = partition, Epoch = epoch, Sequence = sequence };
        JournalRecord.Append(commit, "someone", [0]);
        return commit;
    }

    private static InstanceRow RowOf(JournalCommit commit, string name) => new()
    {
        Id = $"row {commit.Partition}",
        Partition = commit.Partition,
        Name = name,
        Status = OrchestrationRuntimeStatus.Running,
        CreatedAt = DateTime.UnixEpoch,
        UpdatedAt = DateTime.UnixEpoch,
        Sequence = commit.Sequence,
        History = [],
    };

    private static async Task<NpgsqlConnection> HoldAsync(TestHub hub, int partition)
    {
        var connection = await hub.Source.OpenConnectionAsync();
        await RunAsync(connection, $"SELECT pg_advisory_lock({LockSpace}, {partition})");
        return connection;
    }

    private static async Task ReleaseAsync(NpgsqlConnection held)
    {
        await RunAsync(held, "SELECT pg_advisory_unlock_all()");
        await held.DisposeAsync();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static Task UntilWaitingAsync(TestHub hub) => Eventually.GetAsync(async () =>
    {
        await using var command = hub.Source.CreateCommand(
            $"SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = {LockSpace} AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))");
        return (bool)(await command.ExecuteScalarAsync())! ? "waiting" : null;
    });

    private static async Task<long> TransactionsAsync(TestHub hub)
    {
        await using var command = hub.Source.CreateCommand($"SELECT count(DISTINCT xmin::text) FROM durable.journal WHERE data <> '' AND partition < {Partitions}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
