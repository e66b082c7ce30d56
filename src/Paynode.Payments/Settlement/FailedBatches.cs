using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Transactions;

namespace Paynode.Payments;

/// <summary>Bisects the batches that had no effect, or not on all of their items.</summary>
public sealed class FailedBatches(
    EscrowDirectory escrows, ChainIntentStore intents, TimeProvider timeProvider, ILogger<FailedBatches> logger)
{
    /// <summary>How long an intent that failed alone is quarantined. An operator is alerted; each attempt costs gas.</summary>
    public static readonly TimeSpan QuarantinePeriod = TimeSpan.FromHours(1);

    /// <summary>After a transaction is final, how long its events may take to arrive through indexer and queue.</summary>
    private static readonly TimeSpan EventTimeout = TimeSpan.FromMinutes(2);

    /// <summary>How often the escrow may skip an item before it is quarantined.</summary>
    private const int MaxSkips = 5;

    // When each batch was last compared with the chain. Its events may take long to arrive, depending on the amounts'
    // confirmations, and querying every item of every batch in each run would flood the node.
    private readonly ConcurrentDictionary<string, DateTimeOffset> lastChecks = new();

    /// <summary>Checks a batch's transaction, and requeues the items that it did not carry out.</summary>
    public Task BisectAsync(
        ChainContext chain, ChainBatch batch, TransactionStatus status, CancellationToken cancellationToken) => status.State switch
    {
        TransactionState.Refused when status.Waiting == WaitingReason.Retracted => RequeueAllAsync(chain, batch, cancellationToken),
        TransactionState.Reverted or TransactionState.Refused => HalveAsync(chain, batch, status, cancellationToken),
        TransactionState.Succeeded when timeProvider.GetUtcNow() - status.UpdatedAt > EventTimeout =>
            RequeueUndoneAsync(chain, batch, cancellationToken),
        _ => Task.CompletedTask,
    };

    /// <summary>Requeues a batch that was abandoned before it was signed.</summary>
    public async Task RequeueAllAsync(ChainContext chain, ChainBatch batch, CancellationToken cancellationToken)
    {
        var items = await intents.BatchAsync(batch.Key, cancellationToken);
        await intents.RequeueAsync(chain.Name, batch.Key, [.. items.Select(item => item.EscrowOrderId)], null, cancellationToken);
    }

    private async Task HalveAsync(ChainContext chain, ChainBatch batch, TransactionStatus status, CancellationToken cancellationToken)
    {
        var items = (await intents.BatchAsync(batch.Key, cancellationToken)).Where(item => !item.IsFinal).ToList();
        var failure = FailureOf(status);
        if (items is [var culprit])
        {
            await QuarantineAsync(chain, batch, culprit, failure, cancellationToken);
            return;
        }

        var half = Math.Max(1, items.Count / 2);
        logger.LogError(
            "The batch {Batch} of {Count} on {Chain} had no effect: {Failure} ({Transaction}). Retrying in batches of {Half}.",
            batch.Key, items.Count, chain.Name, failure, status.Hash, half);
        await intents.RequeueAsync(chain.Name, batch.Key, [.. items.Select(item => item.EscrowOrderId)], half, cancellationToken);
    }

    /// <summary>
    /// The transaction succeeded, but not all of its items have shown an effect: those that the escrow still holds (an item was
    /// skipped, or a reorganisation moved its lock behind the release) are requested again.
    /// </summary>
    private async Task RequeueUndoneAsync(ChainContext chain, ChainBatch batch, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        if (lastChecks.TryGetValue(batch.Key, out var last) && now - last < EventTimeout)
        {
            return;
        }

        foreach (var old in lastChecks.Where(check => now - check.Value > EventTimeout + EventTimeout))
        {
            lastChecks.TryRemove(old);
        }

        lastChecks[batch.Key] = now;
        foreach (var item in (await intents.BatchAsync(batch.Key, cancellationToken)).Where(item => !item.IsFinal))
        {
            var contract = escrows.On(chain.Name).ContractAt(item.Escrow);
            var onChain = await EscrowReader.OrderAsync(chain.Chain.Client, contract, Bytes32.Parse(item.EscrowOrderId), cancellationToken);
            if (onChain.Status != EscrowOrderStatus.Locked)
            {
                continue;
            }

            if (item.Requeues >= MaxSkips)
            {
                await QuarantineAsync(chain, batch, item, "skipped_by_escrow", cancellationToken);
                continue;
            }

            logger.LogError("{Order} of the batch {Batch} had no effect; it waits for another one.", item.EscrowOrderId, batch.Key);
            await intents.RequeueAsync(chain.Name, batch.Key, [item.EscrowOrderId], item.BatchLimit, cancellationToken);
        }
    }

    private async Task QuarantineAsync(
        ChainContext chain, ChainBatch batch, ChainIntent item, string failure, CancellationToken cancellationToken)
    {
        if (await intents.QuarantineAsync(
            chain.Name, batch.Key, item.EscrowOrderId, timeProvider.GetUtcNow() + QuarantinePeriod, failure, cancellationToken) > 0)
        {
            SettlementTelemetry.Quarantined.Add(
                1, new KeyValuePair<string, object?>("chain", chain.Name), new KeyValuePair<string, object?>("kind", item.Kind.ToString()));
            logger.LogCritical(
                "The {Kind} of {EscrowOrder} (order {Order}) on {Chain} fails even alone: {Failure}. It is quarantined for "
                    + "{QuarantinePeriod} and requires an operator.",
                item.Kind, item.EscrowOrderId, item.Order, chain.Name, failure, QuarantinePeriod);
        }
    }

    private static string FailureOf(TransactionStatus status) => status switch
    {
        { RevertData.Length: >= 4 } => EscrowRefusal.FromBytes(status.RevertData).Name,
        { Waiting: { } reason } => reason,
        _ => status.State.ToString().ToLowerInvariant(),
    };
}
