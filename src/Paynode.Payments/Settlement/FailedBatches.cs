using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Transactions;

namespace Paynode.Payments;

/// <summary>Takes apart the batches that had no effect, or not all of theirs.</summary>
public sealed class FailedBatches(EscrowDirectory escrows, ChainIntentStore intents, TimeProvider timeProvider, ILogger<FailedBatches> logger)
{
    /// <summary>How long what failed alone is left alone. A person has been told; each try costs gas.</summary>
    public static readonly TimeSpan QuarantinePeriod = TimeSpan.FromHours(1);

    /// <summary>After a transaction is final, how long its events may take to arrive through indexer and queue.</summary>
    private static readonly TimeSpan EventTimeout = TimeSpan.FromMinutes(2);

    /// <summary>How often the escrow may skip an item until it is parked.</summary>
    private const int MaxSkips = 5;

    // When each batch was last held against the chain. Its events may be long in coming, by the amounts' confirmations, and
    // asking for every item of every batch with each drive would be a flood.
    private readonly ConcurrentDictionary<string, DateTimeOffset> lastChecks = new();

    /// <summary>Looks at a batch's transaction, and puts back what it did not do.</summary>
    public Task BisectAsync(ChainContext chain, ChainBatch batch, TransactionStatus status, CancellationToken cancellationToken) => status.State switch
    {
        TransactionState.Refused when status.Waiting == WaitingReason.Retracted => RequeueAllAsync(chain, batch, cancellationToken),
        TransactionState.Reverted or TransactionState.Refused => HalveAsync(chain, batch, status, cancellationToken),
        TransactionState.Succeeded when timeProvider.GetUtcNow() - status.UpdatedAt > EventTimeout => RequeueUndoneAsync(chain, batch, cancellationToken),
        _ => Task.CompletedTask,
    };

    /// <summary>Puts back a batch that was given up before it was signed.</summary>
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
            "The batch {Batch} of {Count} on {Chain} had no effect: {Failure} ({Transaction}). It is tried in batches of {Half}.",
            batch.Key, items.Count, chain.Name, failure, status.Hash, half);
        await intents.RequeueAsync(chain.Name, batch.Key, [.. items.Select(item => item.EscrowOrderId)], half, cancellationToken);
    }

    /// <summary>
    /// The transaction went through, but not all of its items have shown an effect: those that the escrow still holds (an
    /// item was skipped, or a reorganisation moved its lock behind the release) are asked for again.
    /// </summary>
    private async Task RequeueUndoneAsync(ChainContext chain, ChainBatch batch, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        if (lastChecks.TryGetValue(batch.Key, out var last) && now - last < EventTimeout)
        {
            return;
        }

        foreach (var old in lastChecks.Where(look => now - look.Value > EventTimeout + EventTimeout))
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

    private async Task QuarantineAsync(ChainContext chain, ChainBatch batch, ChainIntent item, string failure, CancellationToken cancellationToken)
    {
        if (await intents.QuarantineAsync(chain.Name, batch.Key, item.EscrowOrderId, timeProvider.GetUtcNow() + QuarantinePeriod, failure, cancellationToken) > 0)
        {
            SettlementTelemetry.Quarantined.Add(1, new KeyValuePair<string, object?>("chain", chain.Name), new KeyValuePair<string, object?>("kind", item.Kind.ToString()));
            logger.LogCritical(
                "The {Kind} of {EscrowOrder} (order {Order}) on {Chain} fails even alone: {Failure}. It is parked for {Parked} and needs a person.",
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
