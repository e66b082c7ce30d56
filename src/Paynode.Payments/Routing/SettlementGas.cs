namespace Paynode.Payments;

/// <summary>The gas cost of settling with each provider, from the chain's own receipts.</summary>
public sealed class SettlementGas(OfferFacts facts, ChainRegistry registry)
{
    /// <summary>Gas per settled order of each provider, each order bearing an equal share of its batch.</summary>
    /// <param name="corridor">The corridor.</param>
    /// <param name="since">Orders offered since then.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>By provider; those without a settled order are absent.</returns>
    public async Task<IReadOnlyDictionary<ProviderId, double>> PerOrderAsync(
        CorridorId corridor, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var shares = await facts.SettledAsync(corridor, since, cancellationToken);
        var used = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var ofChain in shares.GroupBy(share => share.Chain))
        {
            // A chain that is no longer configured; its receipts are not queried.
            if (registry.All.FirstOrDefault(chain => chain.Name == ofChain.Key) is { } chain)
            {
                string[] batches = [.. ofChain.Select(share => share.BatchKey).Distinct(StringComparer.Ordinal)];
                foreach (var transaction in (await chain.Sender.FindAsync(batches, cancellationToken)).Values)
                {
                    used[transaction.IdempotencyKey] = transaction.GasUsed ?? 0;
                }
            }
        }

        return shares.Where(share => used.GetValueOrDefault(share.BatchKey) > 0)
            .GroupBy(share => share.Provider)
            .ToDictionary(own => own.Key, own => own.Sum(it => used[it.BatchKey] * (it.Own / (double)it.Items)) / own.Sum(it => it.Own));
    }
}
