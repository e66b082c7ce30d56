using System.Numerics;
using Microsoft.Extensions.Logging;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Transactions;

namespace Paynode.Payments;

/// <summary>
/// Moves funds at deposit addresses: into the escrow when they match the order, otherwise back to the refund address. The
/// contract decides which; anyone could make the call, Paynode makes it as a service.
/// </summary>
/// <remarks>
/// The action follows from the balance, not from the transfers: partial deposits add up, any number of small transfers causes one
/// call, and a call that was refused or reverted is repeated until nothing is left.
/// </remarks>
public sealed class DepositCollector(
    EscrowDirectory escrows, CorridorCatalogue corridors, TimeProvider timeProvider, ILogger<DepositCollector> logger)
{
    /// <summary>
    /// Minimum gas of a call: a call that was estimated while only part of the amount was there would have sent it back, but
    /// locks the order when the rest arrives first.
    /// </summary>
    public const long LeastGas = 200_000;

    /// <summary>Polls per run; the next run starts after one second.</summary>
    private const int MaxVisits = 50;

    /// <summary>Polls without a balance after a transfer before the collector gives up: the node may lag.</summary>
    private const int MaxIdleLooks = 3;

    private static readonly TimeSpan ShortPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongPause = TimeSpan.FromHours(1);

    /// <summary>Tokens arrived at a deposit address: the next run polls it. Idempotent.</summary>
    public static Task NoteAsync(ChainContext chain, EscrowEvent.DepositSeen seen, CancellationToken cancellationToken) =>
        chain.Chain.Visits.AskForAsync(seen.DepositAddress, seen.DepositedToken, cancellationToken);

    /// <summary>Polls the addresses that are due. A failure of one address does not affect the others.</summary>
    public async Task DriveAsync(ChainContext chain, CancellationToken cancellationToken)
    {
        foreach (var visit in await chain.Chain.Visits.DueAsync(MaxVisits, cancellationToken))
        {
            try
            {
                await VisitAsync(chain, visit, cancellationToken);
            }
            catch (ChainRpcException fault)
            {
                logger.LogWarning(
                    fault, "The deposit address {Address} on {Chain} could not be polled.", visit.Deposit.Address, chain.Name);
                await ScheduleAsync(chain, visit, ShortPause, cancellationToken);
                if (fault.IsTransient)
                {
                    // The node is slow or unreachable, for all of them.
                    return;
                }
            }
        }
    }

    private async Task VisitAsync(ChainContext chain, DepositVisit visit, CancellationToken cancellationToken)
    {
        // One call at a time: it moves the whole balance.
        if (visit.Calls > 0 && await chain.Sender.FindAsync(KeyOf(visit, visit.Calls), cancellationToken) is { IsFinal: false })
        {
            await ScheduleAsync(chain, visit, ShortPause, cancellationToken);
            return;
        }

        var balance = await TokenReader.BalanceAsync(chain.Chain.Client, visit.Token, visit.Deposit.Address, cancellationToken);
        if (!IsWorthMoving(chain.Name, visit, balance))
        {
            var pause = visit.IdleLooks + 1 < MaxIdleLooks ? ShortPause : (TimeSpan?)null;
            await chain.Chain.Visits.ScheduleAsync(visit, isIdle: true, visit.Calls, timeProvider.GetUtcNow() + pause, cancellationToken);
            return;
        }

        await MoveOnAsync(chain, visit, balance, cancellationToken);
    }

    private async Task MoveOnAsync(ChainContext chain, DepositVisit visit, BigInteger balance, CancellationToken cancellationToken)
    {
        var terms = visit.Deposit.Terms;
        var contract = escrows.On(chain.Name).ContractOf(terms, visit.Deposit.OrderId);
        var now = (await chain.Chain.Client.GetHeadAsync(cancellationToken)).TimestampSeconds;
        var onChain = await EscrowReader.OrderAsync(chain.Chain.Client, contract, visit.Deposit.OrderId, cancellationToken);
        var step = DepositRule.Decide(terms, visit.Token, balance, onChain.Status, now);
        if (step == DepositStep.Wait)
        {
            await ScheduleAsync(chain, visit, TimeSpan.FromSeconds(Math.Max(terms.DeadlineSeconds - now, 0)), cancellationToken);
            return;
        }

        var calls = visit.Calls + 1;
        var data = step == DepositStep.Collect ? EscrowCalls.Collect(terms) : EscrowCalls.Recover(terms, visit.Token);
        await chain.Sender.EnqueueAsync(
            new TransactionRequest(KeyOf(visit, calls), contract.Address, data, Urgency: TransactionUrgency.Background, LeastGas: LeastGas),
            cancellationToken);
        // Each call that leaves tokens behind makes the next one wait longer: all of them cost gas.
        var next = timeProvider.GetUtcNow() + Within(ShortPause * Math.Pow(2, Math.Min(visit.Calls, 20)));
        await chain.Chain.Visits.ScheduleAsync(visit, isIdle: false, calls, next, cancellationToken);
    }

    private Task ScheduleAsync(ChainContext chain, DepositVisit visit, TimeSpan pause, CancellationToken cancellationToken) =>
        chain.Chain.Visits.ScheduleAsync(visit, isIdle: false, visit.Calls, timeProvider.GetUtcNow() + Within(pause), cancellationToken);

    private static TimeSpan Within(TimeSpan pause) => pause < ShortPause ? ShortPause : pause > LongPause ? LongPause : pause;

    private static string KeyOf(DepositVisit visit, int call) =>
        FormattableString.Invariant($"collect:{visit.Deposit.Address}:{visit.Token}:{call}");

    /// <summary>
    /// An amount below the smallest order in a token is not worth the gas of moving it, nor is any amount of a token without
    /// orders. An order's own amount always is, whatever has happened to its corridor since.
    /// </summary>
    private bool IsWorthMoving(string chain, DepositVisit visit, BigInteger balance)
    {
        var currency = escrows.On(chain).CurrencyOf(visit.Token);
        var smallest = corridors.All.Where(corridor => corridor.Chain == chain && corridor.MinAmount.Currency == currency)
            .Min(corridor => (BigInteger?)corridor.MinAmount.Minor);
        var least = visit.Token == visit.Deposit.Terms.Token
            ? BigInteger.Min(smallest ?? BigInteger.One, visit.Deposit.Terms.Amount)
            : smallest;
        return !balance.IsZero && balance >= least;
    }
}
