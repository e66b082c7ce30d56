using Paynode.Chain.Escrow;
using Paynode.Cli.Demo.Reporting;
using Paynode.Cli.Tests.Support;

namespace Paynode.Cli.Tests;

public sealed class ChainAuditTests
{
    [Fact]
    public void A_settled_and_a_refunded_order_hold() => Assert.Empty(Broken(
        new ChainAudit(
            Given.Chain([Given.Locked(1), Given.Locked(2), Given.Released(1), Given.Refunded(2)]),
            [Given.Order(1), Given.Order(2, "refunded")])));

    [Fact]
    public void A_unit_missing_from_the_escrow_is_found() => Assert.Equal(
        ["chain_escrow_balance"],
        Broken(new ChainAudit(Given.Chain([Given.Locked(), Given.Released()], escrowError: -1), [Given.Order()])));

    [Fact]
    public void A_unit_missing_at_a_provider_is_found() => Assert.Equal(
        ["chain_providers_hold_what_was_released"],
        Broken(new ChainAudit(Given.Chain([Given.Locked(), Given.Released()], providerError: -1), [Given.Order()])));

    [Fact]
    public void A_fee_that_was_not_agreed_is_found() => Assert.Equal(
        ["chain_fees"],
        Broken(new ChainAudit(Given.Chain([Given.Locked(), Given.Released(providerAmount: 99_000_000, fee: 1_000_000)]), [Given.Order()])));

    public static TheoryData<string, EscrowEvent[]> WrongEnds => new()
    {
        { "settled", [Given.Locked()] },
        { "settled", [Given.Locked(), Given.Released(), Given.Released()] },
        { "settled", [Given.Locked(), Given.Released(), Given.Refunded()] },
        { "settled", [Given.Locked(), Given.Refunded()] },
        { "settled", [Given.Locked(), Given.Released(providerAmount: 49_500_000, remaining: 50_000_000)] },
        { "refunded", [Given.Locked()] },
        { "refunded", [Given.Locked(), Given.Refunded(amount: 99_999_999)] },
        { "refunded", [Given.Locked(), Given.Refunded(), Given.Refunded()] },
        { "refunded", [Given.Locked(), Given.Refunded(), Given.Released()] },
        { "pending", [Given.Locked(), Given.Released()] },
        { "expired", [Given.Locked(), Given.Refunded()] },
    };

    [Theory]
    [MemberData(nameof(WrongEnds))]
    public void An_end_on_the_chain_other_than_the_state_says_is_found(string state, EscrowEvent[] events) => Assert.Contains(
        "chain_one_release_or_refund",
        Broken(new ChainAudit(Given.Chain(events), [Given.Order(state: state)])));

    private static IEnumerable<string> Broken(ChainAudit audit) => audit.Checks().Where(check => !check.Holds).Select(check => check.Name);
}
