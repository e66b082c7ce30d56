using Paynode.Chain.Transactions;

namespace Paynode.Payments;

/// <summary>Reads the settlement progress of orders.</summary>
public sealed class SettlementView(ChainRegistry registry, ChainIntentStore intents)
{
    /// <summary>The progress of those orders that have a decision.</summary>
    public async Task<IReadOnlyDictionary<OrderId, SettlementProgress>> OfAsync(
        IReadOnlyCollection<OrderId> orders, CancellationToken cancellationToken)
    {
        var decided = await intents.ForOrdersAsync(orders, cancellationToken);
        var progress = new Dictionary<OrderId, SettlementProgress>();
        foreach (var chain in decided.GroupBy(entry => entry.Value.Chain))
        {
            var node = registry.Named(chain.Key);
            var keys = chain.Select(entry => entry.Value.BatchKey).OfType<string>().Distinct().ToArray();
            var transactions = await node.Chain.Transactions.FindAsync(keys, cancellationToken);
            var held = HeldBy(await node.Sender.WaitingCountsAsync(cancellationToken));
            foreach (var (order, intent) in chain)
            {
                var transaction = intent.BatchKey is { } key ? transactions.GetValueOrDefault(key) : null;
                progress[order] = SettlementProgress.Of(intent, transaction, held);
            }
        }

        return progress;
    }

    // Only a stall of the whole chain affects intents that are not in a batch yet.
    private static string? HeldBy(IReadOnlyDictionary<string, int> waiting) =>
        new[] { WaitingReason.GasCeiling, WaitingReason.InsufficientFunds }.FirstOrDefault(waiting.ContainsKey);
}
