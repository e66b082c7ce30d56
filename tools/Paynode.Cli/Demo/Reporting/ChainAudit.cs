using System.Numerics;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Client;
using Paynode.Cli.Demo.Chain;
using Paynode.Cli.Demo.Running;

namespace Paynode.Cli.Demo.Reporting;

/// <summary>The demo's own check of the money, from the chain's logs and balances alone: it trusts nothing that Paynode says of itself but each order's terms.</summary>
public sealed class ChainAudit(EscrowLogs chain, IReadOnlyList<OrderResponse> orders)
{
    private readonly ILookup<Bytes32, EscrowEvent.Released> _releases =
        chain.Events.OfType<EscrowEvent.Released>().ToLookup(released => released.Order);

    private readonly ILookup<Bytes32, EscrowEvent.Refunded> _refunds =
        chain.Events.OfType<EscrowEvent.Refunded>().ToLookup(refunded => refunded.Order);

    /// <summary>Every check.</summary>
    public IEnumerable<InvariantCheckResponse> Checks() => [Conserved(), EndsOnce(), ProvidersHoldTheirShare(), FeesAreThoseOfTheOrders()];

    private InvariantCheckResponse Conserved()
    {
        var locked = Sum<EscrowEvent.Locked>();
        var released = Sum<EscrowEvent.Released>();
        var refunded = Sum<EscrowEvent.Refunded>();
        var credited = Sum<EscrowEvent.Credited>() - Sum<EscrowEvent.Withdrawn>();
        var expected = chain.BalanceBefore + locked - released - refunded + credited;
        return new InvariantCheckResponse(
            "chain_escrow_balance",
            chain.BalanceAfter == expected,
            $"held {Text(chain.BalanceAfter)} = before {Text(chain.BalanceBefore)} + locked {Text(locked)} - released {Text(released)} - refunded {Text(refunded)} + kept {Text(credited)}");
    }

    private InvariantCheckResponse EndsOnce()
    {
        var wrong = orders.Where(order => !EndedOnce(order)).Select(order => order.Id).ToList();
        return new InvariantCheckResponse(
            "chain_one_release_or_refund",
            wrong.Count == 0,
            wrong.Count == 0 ? $"{orders.Count} orders, each with the one event of its end" : $"not so for {string.Join(", ", wrong)}");
    }

    private bool EndedOnce(OrderResponse order)
    {
        var id = Bytes32.Parse(order.Deposit.EscrowOrderId);
        var source = Wallets.UnitsOf(order.Source.Amount);
        return order.State switch
        {
            "settled" => _releases[id].ToList() is [var released] && released.Amount == source && released.Remaining.IsZero && !_refunds[id].Any(),
            "refunded" => _refunds[id].ToList() is [var refunded] && refunded.Amount == source
                && refunded.RefundTo == Address.Parse(order.RefundAddress) && !_releases[id].Any(),
            _ => !_releases[id].Any() && !_refunds[id].Any(),
        };
    }

    private InvariantCheckResponse ProvidersHoldTheirShare()
    {
        var released = chain.Events.OfType<EscrowEvent.Released>().ToLookup(it => it.Provider, it => it.ProviderAmount);
        var wrong = chain.Balances.Where(held => held.Value != Total(released[held.Key])).Select(held => held.Key.ToString()).ToList();
        var total = Total(chain.Balances.Values);
        return new InvariantCheckResponse(
            "chain_providers_hold_what_was_released",
            wrong.Count == 0,
            wrong.Count == 0 ? $"{chain.Balances.Count} providers hold {Text(total)}" : $"not so for {string.Join(", ", wrong)}");
    }

    private InvariantCheckResponse FeesAreThoseOfTheOrders()
    {
        var agreed = Total(orders.Where(order => order.State == "settled").Select(order => Wallets.UnitsOf(order.Fee.Amount)));
        var ours = orders.Select(order => Bytes32.Parse(order.Deposit.EscrowOrderId)).ToHashSet();
        var taken = Total(chain.Events.OfType<EscrowEvent.Released>().Where(it => ours.Contains(it.Order)).Select(it => it.ProtocolFee + it.IntegratorFee));
        return new InvariantCheckResponse("chain_fees", agreed == taken, $"agreed {Text(agreed)}, taken {Text(taken)}");
    }

    private BigInteger Sum<T>()
        where T : EscrowEvent => Total(chain.Events.OfType<T>().Select(happened => happened.Amount));

    private static BigInteger Total(IEnumerable<BigInteger> amounts) => amounts.Aggregate(BigInteger.Zero, BigInteger.Add);

    private static string Text(BigInteger units) => ((decimal)units / 1_000_000m).ToString("0.######", System.Globalization.CultureInfo.InvariantCulture);
}
