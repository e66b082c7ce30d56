using System.Text.Json;
using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Hosting;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Tests.Support;

/// <summary>The usual starting points of the tests.</summary>
public static class Given
{
    public static Offer Offer(decimal payout = 150_000m, string account = "0123456789", TimeSpan? acceptIn = null, TimeSpan? payIn = null) => new(
        Guid.CreateVersion7(),
        Guid.CreateVersion7(),
        "USDC-NGN",
        new Money(100m, "USDC"),
        new Money(payout, "NGN"),
        new Recipient("GTBINGLA", account, "Ada Obi", "Rent"),
        DateTimeOffset.UtcNow + (acceptIn ?? TimeSpan.FromMinutes(1)),
        DateTimeOffset.UtcNow + (payIn ?? TimeSpan.FromMinutes(2)));

    public static ProviderOptions Options(FakePaynode paynode, Behaviour? behaviour = null) => new()
    {
        PaynodeUrl = paynode.Url,
        Credentials = paynode.Credentials,
        Corridors = [CorridorRate.Parse("USDC-NGN=1500:1:5000")],
        Balances = new Dictionary<string, decimal> { ["NGN"] = 1_000_000m },
        Behaviour = behaviour ?? Behaviour.Pay,
    };

    public static Task<SampleProvider> ProviderAsync(FakePaynode paynode, Behaviour? behaviour = null) => SampleProvider.StartAsync(Options(paynode, behaviour));

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    public static async Task<string?> CodeAsync(this HttpResponseMessage response) => (await response.JsonAsync()).GetProperty("code").GetString();
}
