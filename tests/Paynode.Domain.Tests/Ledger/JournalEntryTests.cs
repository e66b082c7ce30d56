using FsCheck;
using FsCheck.Fluent;

namespace Paynode.Domain.Tests;

public sealed class JournalEntryTests
{
    private static readonly Currency Usdc = Currencies.Get("USDC");
    private static readonly Currency Ngn = Currencies.Get("NGN");
    private static readonly Arbitrary<Money> Amount = Some.Positive(Some.Token, 28).ToArbitrary();

    [Fact]
    public void Every_posting_sums_to_zero_in_every_currency() => Prop.ForAll(Amount, Some.Fee.ToArbitrary(), (gross, fee) =>
        new[]
        {
            Postings.Locked("k", null, "base", gross),
            Postings.Released("k", null, "base", gross, fee.Of(gross, Rounding.Down)),
            Postings.Refunded("k", null, "base", gross),
        }.All(IsBalanced)).QuickCheckThrowOnFailure();

    [Fact]
    public void An_entry_and_its_reverse_leave_every_account_as_it_was() => Prop.ForAll(Amount, Some.Fee.ToArbitrary(), (gross, fee) =>
    {
        var entry = Postings.Released("k", null, "base", gross, fee.Of(gross, Rounding.Down));
        var reverse = entry.Reverse("k2");
        return IsBalanced(reverse) && entry.Lines.Concat(reverse.Lines).GroupBy(line => line.Account).All(lines => Sum(lines) == 0);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_was_locked_and_then_released_or_refunded_leaves_the_escrow_empty() => Prop.ForAll(Amount, Amount, (released, refunded) =>
    {
        refunded = new Money(refunded.Minor, released.Currency);
        JournalEntry[] entries =
        [
            Postings.Locked("1", null, "base", released + refunded),
            Postings.Released("2", null, "base", released, new BasisPoints(20).Of(released, Rounding.Down)),
            Postings.Refunded("3", null, "base", refunded),
        ];
        var accounts = entries.SelectMany(entry => entry.Lines).ToLookup(line => line.Account);
        return Sum(accounts[Account.Escrow("base")]) == 0 && Sum(accounts[Account.Payers("base")]) == 0;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_reverse_says_what_it_undoes()
    {
        var order = new OrderId(Guid.CreateVersion7());

        var reverse = Postings.Locked("k", order, "base", new Money(5, Usdc)).Reverse("k:withdrawn");

        Assert.Equal(("k:withdrawn", order, "locked_withdrawn"), (reverse.Key, reverse.Order!.Value, reverse.Type));
    }

    [Fact]
    public void A_release_without_a_fee_has_no_line_for_one() =>
        Assert.Equal(2, Postings.Released("k", null, "base", new Money(5, Usdc), Money.Zero(Usdc)).Lines.Count);

    [Fact]
    public void A_fee_that_the_token_refused_is_in_the_treasury_only_once_it_is_paid()
    {
        var (gross, fee) = (new Money(100, Usdc), new Money(1, Usdc));
        JournalEntry[] refused = [Postings.Released("1", null, "base", gross, fee), Postings.Credited("2", "base", fee, isFee: true)];

        Assert.Equal(0, Treasury(refused));
        Assert.Equal(1, Treasury([.. refused, Postings.CreditPaid("3", "base", fee, isFee: true)]));

        static Int128 Treasury(IEnumerable<JournalEntry> entries) =>
            Sum(entries.SelectMany(entry => entry.Lines).Where(line => line.Account == Account.Treasury("base")));
    }

    [Fact]
    public void An_entry_that_does_not_balance_cannot_be_written_down()
    {
        Assert.Throws<ArgumentException>(() => Entry(("a", new Money(5, Usdc)), ("b", new Money(-4, Usdc))));
        Assert.Throws<ArgumentException>(() => Entry(("a", new Money(5, Usdc)), ("b", new Money(-5, Ngn))));
        Assert.Throws<ArgumentException>(() => Entry(("a", new Money(5, Usdc))));
        Assert.Throws<ArgumentException>(() => Entry());
        Assert.Throws<ArgumentException>(() => Entry(("a", new Money(0, Usdc)), ("b", new Money(0, Usdc))));
    }

    [Fact]
    public void An_entry_may_hold_several_currencies_that_each_balance() => Assert.True(IsBalanced(Entry(
        ("a", new Money(5, Usdc)), ("b", new Money(-5, Usdc)), ("a", new Money(7, Ngn)), ("b", new Money(-7, Ngn)))));

    private static JournalEntry Entry(params (string Account, Money Amount)[] lines) =>
        new("k", null, "x", [.. lines.Select(line => new JournalLine(line.Account, line.Amount))]);

    private static bool IsBalanced(JournalEntry entry) => entry.Lines.GroupBy(line => line.Amount.Currency).All(lines => Sum(lines) == 0);

    private static Int128 Sum(IEnumerable<JournalLine> lines) => lines.Aggregate(Int128.Zero, (sum, line) => sum + line.Amount.Minor);
}
