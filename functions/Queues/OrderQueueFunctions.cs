using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>
/// Receives escrow events from the order queues, one function per slot; a slot serves the partitions whose queue its setting
/// names. Sessions keep the events of one order in order.
/// </summary>
public sealed class OrderQueueFunctions(EscrowEventHandler handler, OutboxPublisher outbox)
{
    private const string Connection = "SERVICE_BUS";

    /// <summary>Slot 0.</summary>
    [Function(nameof(OrderQueue0))]
    public Task OrderQueue0(
        [ServiceBusTrigger("%ORDER_QUEUE_0%", Connection = Connection, IsSessionsEnabled = true)] EscrowEventMessage message,
        [DurableClient] DurableTaskClient orchestrations, CancellationToken cancellationToken) => ApplyAsync(message, orchestrations,
        cancellationToken);

    /// <summary>Slot 1.</summary>
    [Function(nameof(OrderQueue1))]
    public Task OrderQueue1(
        [ServiceBusTrigger("%ORDER_QUEUE_1%", Connection = Connection, IsSessionsEnabled = true)] EscrowEventMessage message,
        [DurableClient] DurableTaskClient orchestrations, CancellationToken cancellationToken) => ApplyAsync(message, orchestrations,
        cancellationToken);

    /// <summary>Slot 2.</summary>
    [Function(nameof(OrderQueue2))]
    public Task OrderQueue2(
        [ServiceBusTrigger("%ORDER_QUEUE_2%", Connection = Connection, IsSessionsEnabled = true)] EscrowEventMessage message,
        [DurableClient] DurableTaskClient orchestrations, CancellationToken cancellationToken) => ApplyAsync(message, orchestrations,
        cancellationToken);

    /// <summary>Slot 3.</summary>
    [Function(nameof(OrderQueue3))]
    public Task OrderQueue3(
        [ServiceBusTrigger("%ORDER_QUEUE_3%", Connection = Connection, IsSessionsEnabled = true)] EscrowEventMessage message,
        [DurableClient] DurableTaskClient orchestrations, CancellationToken cancellationToken) => ApplyAsync(message, orchestrations,
        cancellationToken);

    private async Task ApplyAsync(EscrowEventMessage message, DurableTaskClient orchestrations, CancellationToken cancellationToken)
    {
        await handler.ApplyAsync(message, cancellationToken);
        await outbox.TryPublishAsync(orchestrations, cancellationToken);
    }
}
