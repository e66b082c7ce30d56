using Microsoft.Azure.Functions.Worker;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Timers of the chains: read new blocks, send settlements.</summary>
public sealed class ChainFunctions(ChainWatch watch, SettlementBatches batches)
{
    /// <summary>
    /// Reads new blocks and sends events that are final enough to the order queues. Every second: a block of Base takes two.
    /// </summary>
    [Function(nameof(PollChains))]
    public Task PollChains([TimerTrigger("*/1 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        watch.PollAsync(cancellationToken);

    /// <summary>Sends releases and refunds to the chains, collected over a second into one batch.</summary>
    [Function(nameof(SettleBatches))]
    public Task SettleBatches([TimerTrigger("*/1 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        batches.DriveAsync(cancellationToken);
}
