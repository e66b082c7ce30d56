using Microsoft.Extensions.Logging;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Seals existing rows when the operator requests it with <c>PAYNODE_SEAL_EXISTING</c>.</summary>
public static class SealingAtStart
{
    /// <summary>Seals them, and logs it: the setting must be removed afterwards.</summary>
    /// <param name="existing">Seals what Paynode stores.</param>
    /// <param name="registry">The chains, whose senders store transactions.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="logger">Logs the counts.</param>
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
            "PAYNODE_SEAL_EXISTING is set: {Providers} addresses, {Orders} orders, {Offers} offers, {Decisions} releases and refunds "
                + "and {Transactions} transactions were sealed as stored in the database. Remove the setting now: while it is set, seals "
                + "do not detect changes made before a start.",
            counts.Providers, counts.Orders, counts.Offers, counts.Decisions, transactions);
    }
}
