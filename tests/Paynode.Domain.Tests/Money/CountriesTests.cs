namespace Paynode.Domain.Tests;

public class CountriesTests
{
    private static readonly Currency[] Fiat = [.. Currencies.All.Where(currency => !currency.IsToken)];

    [Fact]
    public void Every_fiat_currency_is_used_somewhere_and_no_token_is() =>
        Assert.All(Currencies.All, currency => Assert.Equal(!currency.IsToken, Countries.Of(currency).Count > 0));

    [Fact]
    public void A_country_is_named_once_by_two_letters()
    {
        var named = Fiat.SelectMany(Countries.Of).ToArray();

        Assert.All(named, country => Assert.Matches("^[A-Z]{2}$", country));
        Assert.Equal(named.Length, named.Distinct().Count());
    }

    [Fact]
    public void More_than_fifty_currencies_and_a_hundred_countries_can_be_paid_to()
    {
        Assert.True(Fiat.Length > 50, $"{Fiat.Length} currencies");
        Assert.True(Fiat.SelectMany(Countries.Of).Count() > 100);
    }

    [Theory]
    [InlineData("NGN", "NG")]
    [InlineData("XOF", "SN")]
    [InlineData("USD", "SV")]
    [InlineData("PHP", "PH")]
    public void A_shared_currency_names_each_of_its_countries(string currency, string country) =>
        Assert.Contains(country, Countries.Of(Currencies.Get(currency)));
}
