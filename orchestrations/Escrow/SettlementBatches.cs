using System.Numerics;
using Microsoft.Extensions.Logging;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Transactions;
using Paynode.Storage;

namespace Paynode.Orchestrations;

/// <summary>
/// Carries releases and refunds to the chain in batches: what waits is put into a batch, the batch becomes one
/// transaction under the batch's key, and the transaction is driven until the chain has it.
/// </summary>
public sealed class SettlementBatches(
    ChainFleet fleet, EscrowDirectory escrows, ChainIntentStore intents, TimeProvider clock, ILogger<SettlementBatches> logger)
{
    /// <summary>Items a transaction. A release costs some 45,000 gas; 100 stay far below a block's limit.</summary>
    public const int MaxItems = 100;

    /// <summary>After a transaction is final, how long its events may take to arrive through indexer and queue.</summary>
    private static readonly TimeSpan EventPatience = TimeSpan.FromMinutes(2);

    /// <summary>Drives every chain once. One chain's trouble is not another's.</summary>
    public Task DriveAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(fleet.All.Select(chain => DriveOneAsync(chain, cancellationToken)));

    private async Task DriveOneAsync(ChainNode chain, CancellationToken cancellationToken)
    {
        try
        {
            await TakeUpAgainAsync(chain, cancellationToken);
            await SubmitWaitingAsync(chain, ChainIntentKind.Release, cancellationToken);
            await SubmitWaitingAsync(chain, ChainIntentKind.Refund, cancellationToken);
            await chain.Sender.DriveAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogError(fault, "Settlement on {Chain} met a fault; it is driven again.", chain.Name);
        }
    }

    /// <summary>Batches that a crash left without a transaction get theirs; those whose transaction failed are taken apart.</summary>
    private async Task TakeUpAgainAsync(ChainNode chain, CancellationToken cancellationToken)
    {
        foreach (var batch in await intents.PendingBatchesAsync(chain.Name, cancellationToken))
        {
            var status = await chain.Sender.FindAsync(batch.Key, cancellationToken);
            if (status is null)
            {
                await EnqueueAsync(chain, batch.Key, batch.Kind, await intents.BatchAsync(batch.Key, cancellationToken), cancellationToken);
            }
            else if (status.State is TransactionState.Reverted or TransactionState.Refused)
            {
                logger.LogError("The batch {Batch} was {State} ({Transaction}); its items wait for another one.", batch.Key, status.State, status.Hash);
                var items = await intents.BatchAsync(batch.Key, cancellationToken);
                await intents.RequeueAsync(chain.Name, batch.Key, [.. items.Select(item => item.EscrowOrderId)], cancellationToken);
            }
            else if (status.State == TransactionState.Succeeded && clock.GetUtcNow() - status.UpdatedAt > EventPatience)
            {
                await RequeueUndoneAsync(chain, batch, cancellationToken);
            }
        }
    }

    /// <summary>
    /// The transaction went through, but not all of its items have shown an effect: those that the escrow still holds (an
    /// item was skipped, or a reorganisation moved its lock behind the release) are asked for again.
    /// </summary>
    private async Task RequeueUndoneAsync(ChainNode chain, ChainBatch batch, CancellationToken cancellationToken)
    {
        var undone = new List<string>();
        foreach (var item in (await intents.BatchAsync(batch.Key, cancellationToken)).Where(item => !item.IsFinal))
        {
            var contract = escrows.On(chain.Name).Contract;
            var onChain = await EscrowReader.OrderAsync(chain.Chain.Client, contract, Bytes32.Parse(item.EscrowOrderId), cancellationToken);
            if (onChain.Status == EscrowOrderStatus.Locked)
            {
                undone.Add(item.EscrowOrderId);
            }
        }

        if (undone.Count > 0)
        {
            logger.LogError("{Count} items of the batch {Batch} had no effect; they wait for another one.", undone.Count, batch.Key);
            await intents.RequeueAsync(chain.Name, batch.Key, undone, cancellationToken);
        }
    }

    private async Task SubmitWaitingAsync(ChainNode chain, ChainIntentKind kind, CancellationToken cancellationToken)
    {
        IReadOnlyList<ChainIntent> items;
        do
        {
            var key = $"{(kind == ChainIntentKind.Release ? "release" : "refund")}:{Guid.CreateVersion7():N}";
            items = await intents.TakePendingAsync(chain.Name, kind, MaxItems, key, cancellationToken);
            if (items.Count > 0)
            {
                await EnqueueAsync(chain, key, kind, items, cancellationToken);
            }
        }
        while (items.Count == MaxItems);
    }

    private Task EnqueueAsync(
        ChainNode chain, string key, ChainIntentKind kind, IReadOnlyList<ChainIntent> items, CancellationToken cancellationToken)
    {
        var data = kind == ChainIntentKind.Release
            ? EscrowCalls.Release(items.Select(ReleaseOf))
            : EscrowCalls.Refund(items.Select(item => Bytes32.Parse(item.EscrowOrderId)));
        return chain.Sender.EnqueueAsync(
            new TransactionRequest(key, escrows.On(chain.Name).Contract.Address, data), cancellationToken);
    }

    private static EscrowRelease ReleaseOf(ChainIntent item) => new(
        Bytes32.Parse(item.EscrowOrderId), Address.Parse(item.ProviderAddress!), (BigInteger)item.Amount.Minor, []);
}
