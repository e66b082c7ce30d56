using Microsoft.Azure.Functions.Worker;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>The chains' doors: new blocks in, settlements out.</summary>
public sealed class ChainFunctions(ChainWatch watch, SettlementBatches batches)
{
    /// <summary>Reads new blocks and sends what is final enough to the orders' queues. Every second: a block of Base takes two.</summary>
    [Function(nameof(PollChains))]
    public Task PollChains([TimerTrigger("*/1 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        watch.PollAsync(cancellationToken);

    /// <summary>Carries releases and refunds to the chains, what has gathered in a second as one batch.</summary>
    [Function(nameof(SettleBatches))]
    public Task SettleBatches([TimerTrigger("*/1 * * * * *", UseMonitor = false)] TimerInfo timer, CancellationToken cancellationToken) =>
        batches.DriveAsync(cancellationToken);
}
