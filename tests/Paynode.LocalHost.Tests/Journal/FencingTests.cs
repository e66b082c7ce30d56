using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>Only the last to open a partition writes it, however long a former owner was away and whatever was cut meanwhile.</summary>
public abstract class FencingTests
{
    private const int ManyCommits = 300;

    [Fact]
    public async Task A_former_owner_is_fenced_even_after_the_marker_was_cut()
    {
        await using var journals = await JournalsAsync();
        var before = await journals.Former.OpenAsync(0, 1, CancellationToken.None);
        await journals.Former.CommitAsync(CommitOf(1, before.Sequence + 1), CancellationToken.None);
        await TakeOverAndCutAsync(journals.Latter);

        await Assert.ThrowsAsync<FencedException>(() => journals.Former.CommitAsync(CommitOf(1, before.Sequence + 2), CancellationToken.None));

        Assert.Equal("epoch 2", (await journals.Latter.LoadAsync(["row"], CancellationToken.None))[0].Name);
    }

    [Fact]
    public async Task A_commit_that_was_made_without_an_answer_and_then_cut_is_not_made_again()
    {
        await using var journals = await JournalsAsync();
        var before = await journals.Former.OpenAsync(0, 1, CancellationToken.None);
        var made = CommitOf(1, before.Sequence + 1);
        await journals.Former.CommitAsync(made, CancellationToken.None);
        await TakeOverAndCutAsync(journals.Latter);

        await Assert.ThrowsAsync<FencedException>(() => journals.Former.CommitAsync(made, CancellationToken.None));

        Assert.Equal("epoch 2", (await journals.Latter.LoadAsync(["row"], CancellationToken.None))[0].Name);
    }

    [Fact]
    public async Task A_commit_that_was_made_without_an_answer_succeeds_when_it_is_repeated()
    {
        await using var journals = await JournalsAsync();
        var before = await journals.Former.OpenAsync(0, 1, CancellationToken.None);
        await journals.Former.CommitAsync(CommitOf(1, before.Sequence + 1), CancellationToken.None);

        await journals.Former.CommitAsync(CommitOf(1, before.Sequence + 1), CancellationToken.None);
        await journals.Former.CommitAsync(CommitOf(1, before.Sequence + 2), CancellationToken.None);
    }

    [Fact]
    public async Task An_owner_that_opens_late_does_not_fence_its_successor()
    {
        await using var journals = await JournalsAsync();
        var after = await journals.Latter.OpenAsync(0, 2, CancellationToken.None);

        await Assert.ThrowsAsync<FencedException>(() => journals.Former.OpenAsync(0, 1, CancellationToken.None));

        await journals.Latter.CommitAsync(CommitOf(2, after.Sequence + 1), CancellationToken.None);
    }

    private protected abstract Task<Journals> JournalsAsync();

    private static async Task TakeOverAndCutAsync(IJournal latter)
    {
        var sequence = (await latter.OpenAsync(0, 2, CancellationToken.None)).Sequence;
        for (var i = 1; i <= ManyCommits; i++)
        {
            sequence++;
            await latter.CommitAsync(CommitOf(2, sequence, i == ManyCommits ? sequence - 1 : 0), CancellationToken.None);
        }
    }

    private static JournalCommit CommitOf(long epoch, long sequence, long cutBelow = 0)
    {
        var commit = new JournalCommit { Partition = 0, Epoch = epoch, Sequence = sequence, CutBelow = cutBelow };
        commit.Rows["row"] = new InstanceRow
        {
            Id = "row",
            Partition = 0,
            Name = $"epoch {epoch}",
            Status = OrchestrationRuntimeStatus.Running,
            CreatedAt = DateTime.UnixEpoch,
            UpdatedAt = DateTime.UnixEpoch,
            Sequence = sequence,
            History = [],
        };
        return commit;
    }

    /// <summary>The journals of two processes on the same data.</summary>
    private protected sealed record Journals(IJournal Former, IJournal Latter, params IAsyncDisposable[] Owned) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var owned in Owned)
            {
                await owned.DisposeAsync();
            }
        }
    }
}

public sealed class MemoryFencingTests : FencingTests
{
    private protected override Task<Journals> JournalsAsync()
    {
        var journal = new MemoryJournal();
        return Task.FromResult(new Journals(journal, journal));
    }
}

[Collection("postgres")]
public sealed class PostgresFencingTests(TestPostgres postgres) : FencingTests
{
    private protected override async Task<Journals> JournalsAsync()
    {
        var hub = await postgres.CreateHubAsync();
        var ((former, _), (latter, _)) = (hub.NewProcess(), hub.NewProcess());
        return new(former, latter, former, latter, hub);
    }
}
