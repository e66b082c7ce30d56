using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>A journal whose commits can be held back, and looked at, before they are made.</summary>
internal sealed class HeldJournal(IJournal inner) : IJournal
{
    private TaskCompletionSource? _gate;
    private int _held;

    /// <summary>Whether a commit is held back.</summary>
    public bool IsHolding => Volatile.Read(ref _held) > 0;

    /// <summary>Called with each commit before it is made; what it throws is the commit's failure.</summary>
    public Action<JournalCommit> BeforeCommit { get; set; } = _ => { };

    /// <summary>Holds back all commits from now on.</summary>
    public void Hold() => Volatile.Write(ref _gate, new(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Lets all commits through.</summary>
    public void Release() => Interlocked.Exchange(ref _gate, null)?.SetResult();

    public Task<OpenedPartition> OpenAsync(int partition, long epoch, CancellationToken cancellation) => inner.OpenAsync(partition, epoch, cancellation);

    public async Task CommitAsync(JournalCommit commit, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _gate) is { } gate)
        {
            Interlocked.Increment(ref _held);
            await gate.Task.WaitAsync(cancellation);
            Interlocked.Decrement(ref _held);
        }

        BeforeCommit(commit);
        await inner.CommitAsync(commit, cancellation);
    }

    public Task SendAsync(IReadOnlyList<InboxMessage> messages, CancellationToken cancellation) => inner.SendAsync(messages, cancellation);

    public Task<IReadOnlyList<InstanceRow>> LoadAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation) => inner.LoadAsync(ids, cancellation);

    public Task<IReadOnlyList<InboxMessage>> ReadInboxAsync(int partition, CancellationToken cancellation) => inner.ReadInboxAsync(partition, cancellation);

    public Task<bool> IsInInboxAsync(Guid message, CancellationToken cancellation) => inner.IsInInboxAsync(message, cancellation);

    public Task<IReadOnlyList<InstanceRow>> QueryAsync(InstanceQuery query, CancellationToken cancellation) => inner.QueryAsync(query, cancellation);

    public Task<bool> PurgeAsync(string id, CancellationToken cancellation) => inner.PurgeAsync(id, cancellation);

    public Task<int> PurgeAsync(PurgeInstancesFilter filter, int limit, CancellationToken cancellation) => inner.PurgeAsync(filter, limit, cancellation);

    public Task<IReadOnlyList<(string Id, DateTime EndedAt)>> ListEndedAsync(EndedQuery query, CancellationToken cancellation) =>
        inner.ListEndedAsync(query, cancellation);

    public Task<int> PurgeEndedAsync(DateTime before, int limit, CancellationToken cancellation) => inner.PurgeEndedAsync(before, limit, cancellation);
}
