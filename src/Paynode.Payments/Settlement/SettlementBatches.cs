using System.Numerics;
using Microsoft.Extensions.Logging;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Transactions;

namespace Paynode.Payments;

/// <summary>
/// Sends releases and refunds to the chain in batches of one token and escrow: waiting intents are put into a batch, the batch
/// becomes one transaction under the batch's key, and the transaction is driven until it is on chain.
/// </summary>
/// <remarks>
/// A batch that fails as a whole is bisected until the failing intent is alone and is quarantined. While the gas price is above
/// the chain's ceiling no batches are formed, so that the backlog goes out in few batches; except for releases whose deadline is
/// near, after which the payer could reclaim the funds that the provider has earned.
/// </remarks>
public sealed class SettlementBatches(
    ChainRegistry registry, EscrowDirectory escrows, ChainIntentStore intents, FailedBatches failures, TimeProvider timeProvider,
    ILogger<SettlementBatches> logger)
{
    /// <summary>Batches per run; the next run starts after one second.</summary>
    private const int MaxBatches = 50;

    /// <summary>Runs every chain once. A failure on one chain does not affect the others.</summary>
    public Task DriveAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(registry.All.Select(chain => DriveOneAsync(chain, cancellationToken)));

    // Nor does a failure of one step affect the others: a batch that cannot be checked must not block new ones.
    private async Task DriveOneAsync(ChainContext chain, CancellationToken cancellationToken)
    {
        await GuardAsync(chain, () => TakeUpAgainAsync(chain, cancellationToken));
        await GuardAsync(chain, () => SubmitWaitingAsync(chain, cancellationToken));
        await GuardAsync(chain, () => RetractHeldAsync(chain, cancellationToken));
        await GuardAsync(chain, () => chain.Sender.DriveAsync(cancellationToken));
        await GuardAsync(
            chain, async () => SettlementTelemetry.Record(chain.Name, await intents.BacklogAsync(chain.Name, cancellationToken)));
    }

    private async Task GuardAsync(ChainContext chain, Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogError(fault, "Settlement on {Chain} failed; retrying.", chain.Name);
        }
    }

    /// <summary>Submits the batches that a crash left without a transaction; bisects those that had no effect.</summary>
    private async Task TakeUpAgainAsync(ChainContext chain, CancellationToken cancellationToken)
    {
        foreach (var batch in await intents.PendingBatchesAsync(chain.Name, cancellationToken))
        {
            await GuardAsync(chain, async () =>
            {
                if (await chain.Sender.FindAsync(batch.Key, cancellationToken) is { } status)
                {
                    await failures.BisectAsync(chain, batch, status, cancellationToken);
                }
                else
                {
                    await EnqueueAsync(chain, batch.Key, batch.Kind, cancellationToken);
                }
            });
        }
    }

    /// <summary>Abandons a batch with a held intent whose transaction is not signed yet: the others get a new batch.</summary>
    private async Task RetractHeldAsync(ChainContext chain, CancellationToken cancellationToken)
    {
        foreach (var batch in (await intents.PendingBatchesAsync(chain.Name, cancellationToken)).Where(batch => batch.HasHeld))
        {
            if (await chain.Sender.RetractAsync(batch.Key, cancellationToken))
            {
                await failures.RequeueAllAsync(chain, batch, cancellationToken);
            }
        }
    }

    private async Task SubmitWaitingAsync(ChainContext chain, CancellationToken cancellationToken)
    {
        var waiting = await chain.Sender.WaitingCountsAsync(cancellationToken);
        if (waiting.ContainsKey(WaitingReason.InsufficientFunds))
        {
            return;
        }

        if (waiting.ContainsKey(WaitingReason.GasCeiling))
        {
            var deadlineBy = timeProvider.GetUtcNow() + chain.Chain.DeadlinePriorityBefore;
            await SubmitAsync(
                chain, ChainIntentKind.Release, () => intents.DueByDeadlineAsync(chain.Name, deadlineBy, cancellationToken),
                cancellationToken);
            return;
        }

        foreach (var kind in new[] { ChainIntentKind.Release, ChainIntentKind.Refund })
        {
            await SubmitAsync(
                chain, kind, () => intents.DueAsync(chain.Name, kind, chain.Chain.BatchItems, chain.Chain.BatchAge, cancellationToken),
                cancellationToken);
        }
    }

    private async Task SubmitAsync(
        ChainContext chain, ChainIntentKind kind, Func<Task<BatchGroup?>> next, CancellationToken cancellationToken)
    {
        for (var batches = 0; batches < MaxBatches; batches++)
        {
            if (await next() is not { } group)
            {
                return;
            }

            var key = $"{(kind == ChainIntentKind.Release ? "release" : "refund")}:{Guid.CreateVersion7():N}";
            var items = await intents.TakePendingAsync(chain.Name, kind, group, chain.Chain.BatchItems, key, cancellationToken);
            if (items.Count == 0)
            {
                return;
            }

            await EnqueueAsync(chain, key, kind, cancellationToken);
        }
    }

    /// <summary>Submits a batch as a transaction. Intents that the operator has held since the batch was formed are requeued.</summary>
    private async Task EnqueueAsync(ChainContext chain, string key, ChainIntentKind kind, CancellationToken cancellationToken)
    {
        var batch = await intents.BatchAsync(key, cancellationToken);
        var items = batch.Where(item => item.HeldAt is null).ToList();
        if (items.Count < batch.Count)
        {
            await intents.RequeueAsync(
                chain.Name, key, [.. batch.Where(item => item.HeldAt is not null).Select(item => item.EscrowOrderId)], null,
                cancellationToken);
        }

        foreach (var unproven in items.Where(item => item.Kind != kind || !intents.IsProven(item)).ToList())
        {
            logger.LogCritical(
                "The {Kind} of order {Order} ({EscrowOrder} on {Chain}) to the provider {Provider} at {Receiver} with {Amount} is held: "
                    + "{Reason}. Paynode did not decide it, and it is not signed.",
                kind, unproven.Order, unproven.EscrowOrderId, chain.Name, unproven.Provider, unproven.ProviderAddress, unproven.Amount,
                HoldReason.Unproven);
            if (await intents.HoldUnprovenAsync(chain.Name, key, unproven.EscrowOrderId, timeProvider.GetUtcNow(), cancellationToken) > 0)
            {
                SettlementTelemetry.CountHeld(chain.Name, HoldReason.Unproven);
            }

            items.Remove(unproven);
        }

        if (items.Count == 0)
        {
            return;
        }

        var data = kind == ChainIntentKind.Release
            ? EscrowCalls.Release(items.Select(ReleaseOf))
            : EscrowCalls.Refund(items.Select(item => Bytes32.Parse(item.EscrowOrderId)));
        // All items of a batch share its key, so that any of them names the contract.
        var contract = escrows.On(chain.Name).ContractAt(items[0].Escrow);
        await chain.Sender.EnqueueAsync(
            new TransactionRequest(
                key, contract.Address, data,
                DeadlinePriorityFrom: items.Min(item => item.Deadline) - chain.Chain.DeadlinePriorityBefore), cancellationToken);
    }

    private static EscrowRelease ReleaseOf(ChainIntent item) => new(
        Bytes32.Parse(item.EscrowOrderId), Address.Parse(item.ProviderAddress!), (BigInteger)item.Amount.Minor, []);
}
