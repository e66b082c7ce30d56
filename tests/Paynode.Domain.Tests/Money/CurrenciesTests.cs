namespace Paynode.Domain.Tests;

public sealed class CurrenciesTests
{
    [Fact]
    public void More_than_fifty_fiat_currencies_are_known() => Assert.True(Currencies.All.Count(currency => !currency.IsToken) >= 50);

    [Theory]
    [InlineData("NGN", 2)]
    [InlineData("KES", 2)]
    [InlineData("UGX", 0)]
    [InlineData("XOF", 0)]
    [InlineData("JPY", 0)]
    [InlineData("CLP", 0)]
    [InlineData("VND", 0)]
    [InlineData("TND", 3)]
    [InlineData("KWD", 3)]
    [InlineData("USDC", 6)]
    [InlineData("DAI", 18)]
    public void An_exponent_is_the_standards_or_the_contracts(string code, int exponent) => Assert.Equal(exponent, Currencies.Get(code).Exponent);

    [Fact]
    public void Fiat_codes_are_three_capitals() => Assert.All(
        Currencies.All.Where(currency => !currency.IsToken),
        currency => Assert.Matches("^[A-Z]{3}$", currency.Code));

    [Fact]
    public void Codes_differ_in_more_than_case() =>
        Assert.Equal(Currencies.All.Count, Currencies.All.Select(currency => currency.Code.ToUpperInvariant()).Distinct().Count());

    [Fact]
    public void Exponents_stay_within_what_money_can_hold() =>
        Assert.All(Currencies.All, currency => Assert.InRange(currency.Exponent, 0, 18));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ngn")]
    [InlineData("XXX")]
    [InlineData("NGN ")]
    public void An_unknown_code_is_none(string? code) => Assert.Null(Currencies.Find(code));

    [Fact]
    public void Asking_for_an_unknown_code_is_a_fault() => Assert.Throws<ArgumentException>(() => Currencies.Get("XXX"));
}
