using System.Collections.Concurrent;
using Paynode.Chain.Primitives;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests.Support;

/// <summary>The orders' queues: a test waits for what is sent to them.</summary>
internal sealed class SentEventMessages : IOrderQueue
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> sent = new(StringComparer.OrdinalIgnoreCase);

    public Task SendAsync(IReadOnlyCollection<(string Partition, EscrowEventMessage Message)> messages, CancellationToken cancellationToken)
    {
        foreach (var (_, message) in messages)
        {
            Of(message.EscrowOrderId).TrySetResult();
        }

        return Task.CompletedTask;
    }

    /// <summary>Returns when a message about the order was sent.</summary>
    public Task UntilSentAsync(Bytes32 order) => Of(order.ToString()).Task.WaitAsync(TimeSpan.FromMinutes(5));

    private TaskCompletionSource Of(string order) =>
        sent.GetOrAdd(order, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
