using FsCheck;
using FsCheck.Fluent;

namespace Paynode.Domain.Tests;

public sealed class IdentifierTests
{
    [Fact]
    public void What_is_printed_reads_back() => Prop.ForAll(ArbMap.Default.ArbFor<Guid>(), value =>
        OrderId.TryParse(new OrderId(value).ToString(), out var order) && order.Value == value
        && QuoteId.TryParse(new QuoteId(value).ToString(), out var quote) && quote.Value == value
        && OfferId.TryParse(new OfferId(value).ToString(), out var offer) && offer.Value == value
        && ProviderId.TryParse(new ProviderId(value).ToString(), out var provider) && provider.Value == value
        && TenantId.TryParse(new TenantId(value).ToString(), out var tenant) && tenant.Value == value).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{0199f0d2-0000-7000-8000-000000000000}")]
    [InlineData("0199f0d2000070008000000000000000")]
    [InlineData("0199f0d2-0000-7000-8000-00000000000")]
    [InlineData("0199f0d2-0000-7000-8000-00000000000g")]
    [InlineData(" 0199f0d2-0000-7000-8000-000000000000")]
    [InlineData("0199f0d2-0000-7000-8000-000000000000\t")]
    [InlineData("0x99f0d2-0000-7000-8000-000000000000")]
    [InlineData("+199f0d2-0000-7000-8000-000000000000")]
    [InlineData("0199f0d2-+000-7000-8000-000000000000")]
    public void Other_forms_are_none(string? text)
    {
        Assert.False(OrderId.TryParse(text, out _));
        Assert.False(QuoteId.TryParse(text, out _));
        Assert.False(OfferId.TryParse(text, out _));
        Assert.False(ProviderId.TryParse(text, out _));
        Assert.False(TenantId.TryParse(text, out _));
    }

    [Fact]
    public void Later_ones_sort_later()
    {
        var at = new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

        Assert.True(string.CompareOrdinal(OrderId.New(at).ToString(), OrderId.New(at.AddMilliseconds(1)).ToString()) < 0);
    }

    [Fact]
    public void An_attempts_offer_has_one_id_and_no_other_attempt_has_it() => Prop.ForAll(
        ArbMap.Default.ArbFor<Guid>(), Gen.Choose(1, 100).ToArbitrary(), (value, attempt) =>
        {
            var order = new OrderId(value);
            return OfferId.For(order, attempt) == OfferId.For(order, attempt)
                && OfferId.For(order, attempt) != OfferId.For(order, attempt + 1)
                && OfferId.For(order, attempt).Value.Version == 8;
        }).QuickCheckThrowOnFailure();
}
