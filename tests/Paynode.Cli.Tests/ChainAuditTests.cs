using Paynode.Chain.Escrow;
using Paynode.Cli.Demo.Reporting;
using Paynode.Cli.Tests.Support;

namespace Paynode.Cli.Tests;

public sealed class ChainAuditTests
{
    [Fact]
    public void A_settled_and_a_refunded_order_hold() => Assert.Empty(Broken(
        new ChainAudit(
            Samples.Chain([Samples.Locked(1), Samples.Locked(2), Samples.Released(1), Samples.Refunded(2)]),
            [Samples.Order(1), Samples.Order(2, "refunded")])));

    [Fact]
    public void A_unit_missing_from_the_escrow_is_found() => Assert.Equal(
        ["chain_escrow_balance"],
        Broken(new ChainAudit(Samples.Chain([Samples.Locked(), Samples.Released()], escrowError: -1), [Samples.Order()])));

    [Fact]
    public void A_unit_missing_at_a_provider_is_found() => Assert.Equal(
        ["chain_providers_hold_what_was_released"],
        Broken(new ChainAudit(Samples.Chain([Samples.Locked(), Samples.Released()], providerError: -1), [Samples.Order()])));

    [Fact]
    public void A_fee_that_was_not_agreed_is_found() => Assert.Equal(
        ["chain_fees"],
        Broken(new ChainAudit(Samples.Chain([Samples.Locked(), Samples.Released(providerAmount: 99_000_000, fee: 1_000_000)]), [Samples.Order()])));

    public static TheoryData<string, EscrowEvent[]> WrongEnds => new()
    {
        { "settled", [Samples.Locked()] },
        { "settled", [Samples.Locked(), Samples.Released(), Samples.Released()] },
        { "settled", [Samples.Locked(), Samples.Released(), Samples.Refunded()] },
        { "settled", [Samples.Locked(), Samples.Refunded()] },
        { "settled", [Samples.Locked(), Samples.Released(providerAmount: 49_500_000, remaining: 50_000_000)] },
        { "refunded", [Samples.Locked()] },
        { "refunded", [Samples.Locked(), Samples.Refunded(amount: 99_999_999)] },
        { "refunded", [Samples.Locked(), Samples.Refunded(), Samples.Refunded()] },
        { "refunded", [Samples.Locked(), Samples.Refunded(), Samples.Released()] },
        { "pending", [Samples.Locked(), Samples.Released()] },
        { "expired", [Samples.Locked(), Samples.Refunded()] },
    };

    [Theory]
    [MemberData(nameof(WrongEnds))]
    public void An_end_on_the_chain_other_than_the_state_says_is_found(string state, EscrowEvent[] events) => Assert.Contains(
        "chain_one_release_or_refund",
        Broken(new ChainAudit(Samples.Chain(events), [Samples.Order(state: state)])));

    private static IEnumerable<string> Broken(ChainAudit audit) => audit.Checks().Where(check => !check.Holds).Select(check => check.Name);
}
