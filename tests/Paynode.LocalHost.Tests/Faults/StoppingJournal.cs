using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>Lets a number of durable writes happen and then stops the process: the last one is durable, and nobody hears of it.</summary>
internal sealed class StoppingJournal(IJournal inner, int writes) : IJournal
{
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _written;

    /// <summary>Ends when the process has to be taken for dead.</summary>
    public Task Stopped => _stopped.Task;

    public Task<OpenedPartition> OpenAsync(int partition, long epoch, CancellationToken cancellation) => inner.OpenAsync(partition, epoch, cancellation);

    public async Task CommitAsync(JournalCommit commit, CancellationToken cancellation)
    {
        await GateAsync(() => inner.CommitAsync(commit, CancellationToken.None), cancellation);
    }

    public Task SendAsync(IReadOnlyList<InboxMessage> messages, CancellationToken cancellation) =>
        GateAsync(() => inner.SendAsync(messages, CancellationToken.None), cancellation);

    public Task<IReadOnlyList<InstanceRow>> LoadAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation) => inner.LoadAsync(ids, cancellation);

    public Task<IReadOnlyList<InboxMessage>> ReadInboxAsync(int partition, CancellationToken cancellation) => inner.ReadInboxAsync(partition, cancellation);

    public Task<bool> IsInInboxAsync(Guid message, CancellationToken cancellation) => inner.IsInInboxAsync(message, cancellation);

    public Task<IReadOnlyList<InstanceRow>> QueryAsync(InstanceQuery query, CancellationToken cancellation) => inner.QueryAsync(query, cancellation);

    public Task<bool> PurgeAsync(string id, CancellationToken cancellation) => inner.PurgeAsync(id, cancellation);

    public Task<int> PurgeAsync(PurgeInstancesFilter filter, int limit, CancellationToken cancellation) => inner.PurgeAsync(filter, limit, cancellation);

    public Task<IReadOnlyList<(string Id, DateTime EndedAt)>> ListEndedAsync(EndedQuery query, CancellationToken cancellation) =>
        inner.ListEndedAsync(query, cancellation);

    public Task<int> PurgeEndedAsync(DateTime before, int limit, CancellationToken cancellation) => inner.PurgeEndedAsync(before, limit, cancellation);

    private async Task GateAsync(Func<Task> write, CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref _written);
        if (number <= writes)
        {
            await write();
            if (number < writes)
            {
                return;
            }

            _stopped.TrySetResult();
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
    }
}
