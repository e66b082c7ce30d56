using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Periodic maintenance, independent of requests.</summary>
public sealed class HousekeepingFunctions(
    OutboxPublisher outbox, Reconciliation reconciliation, Retention retention, OperationMetrics metrics,
    ILogger<HousekeepingFunctions> logger)
{
    /// <summary>Publishes what a crash left in the outbox.</summary>
    [Function(nameof(PublishOutbox))]
    public Task PublishOutbox(
        [TimerTrigger("*/1 * * * * *", UseMonitor = false)] TimerInfo timer,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken) => outbox.PublishAsync(orchestrations, cancellationToken);

    /// <summary>Checks every invariant; a violation raises an alert.</summary>
    [Function(nameof(Reconcile))]
    public async Task Reconcile([TimerTrigger("0 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        foreach (var check in (await reconciliation.CheckAsync(cancellationToken)).Where(check => !check.Holds))
        {
            logger.LogCritical("The invariant {Invariant} does not hold: {Detail}.", check.Name, check.Detail);
        }
    }

    /// <summary>Deletes expired data: keys, recorded signatures, applied messages, unused quotes.</summary>
    [Function(nameof(PurgeExpired))]
    public Task PurgeExpired([TimerTrigger("30 */10 * * * *")] TimerInfo timer, CancellationToken cancellationToken) =>
        retention.PurgeAsync(cancellationToken);

    /// <summary>Measures the states of orders and offers, for dashboards and alerts.</summary>
    [Function(nameof(MeasureOrders))]
    public Task MeasureOrders([TimerTrigger("15 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        metrics.MeasureAsync(cancellationToken);
}
