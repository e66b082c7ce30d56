using Paynode.LocalHost.Queues;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>The dead letters of the queues on PostgreSQL.</summary>
public sealed class PostgresDeadLetterQueue(DeadLetters letters) : IDeadLetterQueue
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(string queue, CancellationToken cancellationToken) =>
    [
        .. (await letters.ListAsync(queue, cancellationToken))
            .Select(it => new DeadLetter(it.MessageId, it.SessionId, it.EnqueuedAt, it.DeliveryCount, it.Reason)),
    ];

    /// <inheritdoc/>
    public Task<int> RequeueAsync(string queue, CancellationToken cancellationToken) =>
        letters.RequeueAsync(queue, sequence: null, cancellationToken);
}
