using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>What the journal takes on disk is what it holds, not what has gone through it.</summary>
[Collection("postgres")]
public sealed class JournalSweeperTests(TestPostgres postgres)
{
    private const int Entries = 100;
    private const int Bytes = 100_000;

    [Fact]
    public async Task The_space_of_entries_that_were_cut_is_used_again()
    {
        await using var hub = await postgres.CreateHubAsync();
        var sweeper = new JournalSweeper(hub.Source, everyBytes: 5 * Bytes);
        await using var journal = new PostgresJournal(hub.Source, new CommitGroup(hub.Source), sweeper);
        var sequence = (await journal.OpenAsync(0, 1, CancellationToken.None)).Sequence;

        for (var i = 0; i < Entries; i++)
        {
            var commit = new JournalCommit { Partition = 0, Epoch = 1, Sequence = ++sequence, CutBelow = sequence - 1 };
            JournalRecord.Append(commit, "large", new byte[Bytes]);
            await journal.CommitAsync(commit, CancellationToken.None);
            await sweeper.Running;
        }

        await using var size = hub.Source.CreateCommand("SELECT pg_total_relation_size('durable.journal')");
        Assert.InRange((long)(await size.ExecuteScalarAsync())!, Bytes, Entries * Bytes / 4);
    }
}
