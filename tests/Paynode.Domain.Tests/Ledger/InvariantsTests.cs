namespace Paynode.Domain.Tests;

public sealed class InvariantsTests
{
    private static readonly Currency Usdc = Currencies.Get("USDC");

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_forbidden_thing_may_not_occur_once(long count, bool holds)
    {
        InvariantCheck[] checks =
        [
            Invariants.LedgerBalances(count),
            Invariants.OneOutcomeAnOrder(count),
            Invariants.TerminalStatesAreProven(count),
            Invariants.NoOrderIsStuck(count),
        ];

        Assert.All(checks, check => Assert.Equal(holds, check.Holds));
    }

    [Fact]
    public void The_escrow_holds_what_the_ledger_says()
    {
        Assert.True(Invariants.EscrowMatchesLedger("base", Of(5), Of(5)).Holds);
        Assert.False(Invariants.EscrowMatchesLedger("base", Of(5), Of(6)).Holds);
        Assert.True(Invariants.EscrowMatchesLedger("base", Of(6), Of(5)).Holds);
        Assert.False(Invariants.EscrowMatchesLedger("base", Of(6), Of(5), Of(1)).Holds);
    }

    [Fact]
    public void Nothing_leaves_the_escrow_but_by_release_or_refund()
    {
        Assert.True(Invariants.EscrowIsConserved("base", Of(2), Of(10), Of(5), Of(3)).Holds);
        Assert.False(Invariants.EscrowIsConserved("base", Of(1), Of(10), Of(5), Of(3)).Holds);
    }

    [Fact]
    public void A_check_names_its_chain_and_token_and_shows_its_figures()
    {
        var check = Invariants.EscrowMatchesLedger("base", Of(5_000_000), Of(6_000_000));

        Assert.Equal(new InvariantCheck("escrow_matches_ledger:base:USDC", false, "chain 5.000000, ledger 6.000000"), check);
    }

    private static Money Of(long minor) => new(minor, Usdc);
}
