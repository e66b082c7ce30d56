namespace Paynode.Domain.Tests;

public sealed class CorridorTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);
    private static readonly CorridorId Nigeria = new(Currencies.Get("USDC"), Currencies.Get("NGN"));

    private static readonly Corridor Corridor = new()
    {
        Id = Nigeria,
        Chain = "base",
        MinAmount = new Money(1_000_000, Currencies.Get("USDC")),
        MaxAmount = new Money(5_000_000_000, Currencies.Get("USDC")),
    };

    [Fact]
    public void Every_pair_of_token_and_fiat_reads_back_from_its_print() => Assert.All(
        from token in Currencies.All.Where(currency => currency.IsToken)
        from fiat in Currencies.All.Where(currency => !currency.IsToken)
        select new CorridorId(token, fiat),
        id => Assert.Equal(id, Some.Of(CorridorId.Parse(id.ToString()))));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("USDC")]
    [InlineData("USDC-")]
    [InlineData("NGN-USDC")]
    [InlineData("USDC-USDT")]
    [InlineData("USD-NGN")]
    [InlineData("usdc-ngn")]
    [InlineData("USDC-NGN-KES")]
    [InlineData("USDC--NGN")]
    [InlineData("USDC-XXX")]
    public void What_is_no_corridor_is_unknown(string? text)
    {
        var problem = CorridorId.Parse(text, "corridor").Problem;

        Assert.Equal(("corridor_unknown", "corridor"), (problem?.Code, problem?.Field));
    }

    [Fact]
    public void A_corridors_partition_is_what_is_paid_out() => Assert.Equal("NGN", Nigeria.Partition);

    [Fact]
    public void A_corridor_that_is_not_served_is_unknown()
    {
        var catalogue = new CorridorCatalogue([Corridor]);

        Assert.Equal(Corridor, Some.Of(catalogue.Find("USDC-NGN")));
        Assert.Equal("corridor_unknown", catalogue.Find("USDC-KES").Problem?.Code);
        Assert.Equal("corridor_unknown", catalogue.Find("nonsense").Problem?.Code);
        Assert.Equal(["NGN"], catalogue.Partitions);
    }

    [Fact]
    public void An_offer_is_made_only_if_it_can_end_and_be_released_before_the_escrows_deadline()
    {
        var needed = Corridor.LongestOffer + Corridor.SettlementMargin;

        Assert.True(Corridor.HasTimeForAnOffer(Now, Now + needed));
        Assert.False(Corridor.HasTimeForAnOffer(Now, Now + needed - TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void A_quote_binds_until_it_expires()
    {
        var price = Price.FromSource(Corridor.MinAmount, Corridor.ProtocolFee, new ExchangeRate(150_000_000_000), Nigeria.Fiat);
        var quote = new Quote(QuoteId.New(Now), TenantId.New(Now), Nigeria, price, Now.AddMinutes(2), ProviderId.New(Now), Now);

        Assert.True(quote.IsOpen(quote.ExpiresAt.AddTicks(-1)));
        Assert.False(quote.IsOpen(quote.ExpiresAt));
    }
}
