using System.Globalization;
using System.Text.Json;

namespace Paynode.EndToEnd;

/// <summary>What a provider says of itself counts by the time that it signed, not by the time of arrival.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class SigningTimeTests(PaynodeStack paynode) : IAsyncLifetime
{
    private const string Corridor = "USDC-NGN";
    private const string Rates = "/v1/provider/rates";
    private const string Liquidity = "/v1/provider/liquidity";
    private const string Heartbeat = "/v1/provider/heartbeat";

    private ProviderApi api = null!;

    public async Task InitializeAsync() =>
        api = new ProviderApi(paynode.Stack.Host.Url, await paynode.RegisterAsync(new Uri("http://127.0.0.1:9/"), Corridor));

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Theory]
    [InlineData(-1)]
    [InlineData(-100)]
    [InlineData(-290)]
    public async Task Rates_SignedEarlierAndArrivingLater_DoNotCount(int seconds)
    {
        var now = DateTimeOffset.UtcNow;
        await SayAsync(HttpMethod.Put, Liquidity, Balances("100000000"), now);
        await SayAsync(HttpMethod.Put, Rates, RatesAt("1900"), now);
        await SayAsync(HttpMethod.Put, Rates, RatesAt("1700"), now.AddSeconds(seconds));

        await RequireQuoteAtAsync(1900m);

        await SayAsync(HttpMethod.Put, Rates, RatesAt("1800"), now.AddMilliseconds(1));
        await RequireQuoteAtAsync(1800m);
    }

    [Fact]
    public async Task Balances_SignedEarlierAndArrivingLater_DoNotCount()
    {
        var now = DateTimeOffset.UtcNow;
        await SayAsync(HttpMethod.Put, Rates, RatesAt("1900"), now);
        await SayAsync(HttpMethod.Put, Liquidity, Balances("0"), now);
        await SayAsync(HttpMethod.Put, Liquidity, Balances("100000000"), now.AddSeconds(-20));

        (await QuoteAsync()).RequireProblem(503, "no_liquidity");
    }

    [Fact]
    public async Task Rate_Signed130SecondsAgo_IsTooOldHoweverLateItArrives()
    {
        var now = DateTimeOffset.UtcNow;
        await SayAsync(HttpMethod.Put, Liquidity, Balances("100000000"), now);
        await SayAsync(HttpMethod.Put, Rates, RatesAt("1900"), now.AddSeconds(-130));
        (await QuoteAsync()).RequireProblem(503, "no_liquidity");

        await SayAsync(HttpMethod.Put, Rates, RatesAt("1900"), DateTimeOffset.UtcNow);
        await RequireQuoteAtAsync(1900m);
    }

    [Fact]
    public async Task SignOfLife_Signed60SecondsAgo_IsTooOldHoweverLateItArrives()
    {
        var earlier = DateTimeOffset.UtcNow.AddSeconds(-60);
        await SayAsync(HttpMethod.Put, Liquidity, Balances("100000000"), earlier);
        await SayAsync(HttpMethod.Put, Rates, RatesAt("1900"), earlier);
        await SayAsync(HttpMethod.Post, Heartbeat, new { }, earlier);
        (await QuoteAsync()).RequireProblem(503, "no_liquidity");

        await SayAsync(HttpMethod.Post, Heartbeat, new { }, DateTimeOffset.UtcNow);
        await RequireQuoteAtAsync(1900m);
    }

    private async Task SayAsync(HttpMethod method, string path, object body, DateTimeOffset signedAt) =>
        Assert.Equal(204, (await api.SendAsync(api.Signed(method, path, JsonSerializer.Serialize(body), signedAt.ToUnixTimeMilliseconds()))).Status);

    // A quote is below the best rate by the corridor's QuoteBuffer.
    private async Task RequireQuoteAtAsync(decimal rate) =>
        Assert.InRange(decimal.Parse((string)(await QuoteAsync()).Require(201)["rate"]!, CultureInfo.InvariantCulture), rate * 0.99m, rate);

    private Task<Answer> QuoteAsync() => paynode.Sender.PostAsync("/v1/quotes", new { corridor = Corridor, amount = "10" }, PaynodeStack.NewKey());

    private static object Balances(string available) => new { balances = new[] { new { currency = "NGN", available } } };

    private static object RatesAt(string rate) => new { rates = new[] { new { corridor = Corridor, rate, minAmount = "1", maxAmount = "1000" } } };
}
