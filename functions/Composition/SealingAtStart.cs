using Microsoft.Extensions.Logging;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Seals what the database holds, when the operator asks for it with <c>PAYNODE_SEAL_EXISTING</c>.</summary>
public static class SealingAtStart
{
    /// <summary>Seals it, and says so in the log: the setting has to go again afterwards.</summary>
    /// <param name="existing">What Paynode stores.</param>
    /// <param name="registry">The chains, whose senders store transactions.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Gets the counts.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task RunAsync(
        ExistingSeals existing, ChainRegistry registry, TimeProvider timeProvider, ILogger logger, CancellationToken cancellationToken)
    {
        var counts = await existing.SealAsync(timeProvider.GetUtcNow(), cancellationToken);
        var transactions = 0;
        foreach (var chain in registry.All)
        {
            transactions += await chain.Sender.SealOpenAsync(cancellationToken);
        }

        logger.LogWarning(
            "PAYNODE_SEAL_EXISTING is set: {Providers} addresses, {Orders} orders, {Offers} offers, {Decisions} releases and refunds and {Transactions} transactions were sealed as they are in the database. Remove the setting now: while it is set, a start proves nothing.",
            counts.Providers, counts.Orders, counts.Offers, counts.Decisions, transactions);
    }
}
