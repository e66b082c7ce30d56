using Paynode.Chain.Primitives;
using Paynode.Client;
using Paynode.Cli.Demo.Chain;
using Paynode.Cli.Demo.Running;
using Paynode.Samples.Provider.Offers;

namespace Paynode.Cli.Demo.Reporting;

/// <summary>Whether the recipients got their money once, by the providers' own books, and the providers theirs.</summary>
public sealed class PayoutAudit(IReadOnlyList<FleetMember> providers, IReadOnlyList<OrderResponse> orders, EscrowLogs chain)
{
    private readonly ILookup<Guid, (FleetMember Provider, Payout Payout)> _payouts = providers
        .SelectMany(provider => provider.Provider.Payouts.Select(payout => (Provider: provider, Payout: payout)))
        .ToLookup(paid => paid.Payout.OrderId);

    /// <summary>Every check.</summary>
    public IEnumerable<InvariantCheckResponse> Checks() => [RecipientsPaidOnce(), ProvidersGotWhatTheyEarned()];

    private InvariantCheckResponse RecipientsPaidOnce()
    {
        var wrong = orders.Where(order => !PaidAsItEnded(order)).Select(order => order.Id).ToList();
        return new InvariantCheckResponse(
            "recipients_paid_once",
            wrong.Count == 0,
            wrong.Count == 0 ? $"{_payouts.Count} payouts for {orders.Count(order => order.State == "settled")} settled orders, none for the others" : $"not so for {string.Join(", ", wrong)}");
    }

    private bool PaidAsItEnded(OrderResponse order)
    {
        var payouts = _payouts[Guid.Parse(order.Id)].ToList();
        return order.State == "settled"
            ? payouts is [var paid] && paid.Payout.Report == Report.Fulfilled
                && (paid.Payout.Amount.Amount, paid.Payout.Amount.Currency) == (order.Payout.ToDecimal(), order.Payout.Currency)
            : payouts.Count == 0;
    }

    private InvariantCheckResponse ProvidersGotWhatTheyEarned()
    {
        var wrong = providers.Where(provider => Earned(provider) != Got(provider)).Select(provider => $"{provider.Plan.Name} (earned {Earned(provider)}, got {Got(provider)})").ToList();
        return new InvariantCheckResponse(
            "providers_got_what_they_earned",
            wrong.Count == 0,
            wrong.Count == 0 ? "each holds source less fee of the orders that it paid" : string.Join(", ", wrong));
    }

    private decimal Earned(FleetMember provider) => orders
        .Where(order => order.State == "settled" && _payouts[Guid.Parse(order.Id)].Any(paid => paid.Provider == provider))
        .Sum(order => order.Source.ToDecimal() - order.Fee.ToDecimal());

    private decimal Got(FleetMember provider) => (decimal)chain.Balances[Address.Parse(provider.Plan.SettlementAddress)] / 1_000_000m;
}
