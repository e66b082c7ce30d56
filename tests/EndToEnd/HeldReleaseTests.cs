using System.Text;
using System.Text.Json.Nodes;
using Paynode.LocalServices;
using Paynode.Samples.Provider;

namespace Paynode.EndToEnd;

/// <summary>Releases to a provider that was switched off wait for the operator.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class HeldReleaseTests(PaynodeStack paynode) : IAsyncLifetime
{
    private const string Corridor = "USDC-KES";

    private SampleProvider provider = null!;
    private ProviderApi api = null!;

    private string Path => $"/v1/providers/{api.Credentials.Id}/held-releases";

    public async Task InitializeAsync() => (provider, api) = await paynode.StartMuteProviderAsync(Corridor);

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Theory]
    [InlineData("release", "settled", "release.let_go")]
    [InlineData("refuse", "refunded", "release.refused")]
    public async Task HeldRelease_Decided_HappensOnceAndIsAudited(string decision, string state, string action)
    {
        var order = await HeldAsync();
        var id = (string)order["id"]!;

        foreach (var wrong in new[] { """{"decision":"Release","reason":"r"}""", """{"decision":null,"reason":"r"}""", """{"reason":"r"}""" })
        {
            (await SendAsync(wrong)).RequireProblem(400, "decision_invalid");
        }

        foreach (var wrong in new[] { "null", "\"x\"", "\"\"", $"\"{id}\",\"x\"" })
        {
            (await SendAsync($$"""{"decision":"{{decision}}","reason":"r","orderIds":[{{wrong}}]}""")).RequireProblem(404, "order_unknown");
        }

        (await paynode.Sender.PostAsync(Path, new { decision, reason = "r" })).RequireProblem(401, "api_key_invalid");
        Assert.Empty(await DecideAsync(decision, []));
        Assert.Empty(await DecideAsync(decision, [Guid.NewGuid().ToString()]));
        var thirdParty = await paynode.RegisterAsync(new Uri("http://127.0.0.1:9/"), Corridor);
        Assert.Empty((await paynode.Operator.PostAsync($"/v1/providers/{thirdParty.Id}/held-releases", new { decision, reason = "r" })).Require(200)["orderIds"]!.AsArray());
        Assert.Single(await ListAsync());
        Assert.Empty(await AuditAsync(id));

        Assert.Equal([id], await DecideAsync(decision, null));

        await paynode.WaitForAsync(order, state);
        Assert.Empty(await DecideAsync("release", [id]));
        Assert.Empty(await DecideAsync("refuse", null));
        Assert.Empty(await ListAsync());
        var entry = Assert.Single(await AuditAsync(id));
        Assert.Equal((action, id), ((string)entry!["action"]!, (string)entry["subject"]!));
        Assert.Equal(
            (AccessKey.ActorOf(paynode.Stack.Keys.AdminKey), api.Credentials.Id, "Checked."),
            ((string?)entry["data"]!["actor"], (string?)entry["data"]!["provider"], (string?)entry["data"]!["reason"]));
        Assert.Single(await paynode.HistoryAsync(order), type => type == action);
        var events = await paynode.Sender.GetAsync($"/v1/orders/{id}/events");
        Assert.DoesNotContain("operator:", events.Text, StringComparison.Ordinal);
        var off = Assert.Single(await AuditAsync(api.Credentials.Id), it => (string)it!["action"]! == "provider.switched_off");
        Assert.Equal(AccessKey.ActorOf(paynode.Stack.Keys.AdminKey), (string?)off!["data"]!["actor"]);
        await paynode.RequireInvariantsAsync();
    }

    /// <summary>An order that the provider has paid after it was switched off.</summary>
    private async Task<JsonNode> HeldAsync()
    {
        var order = await paynode.OrderAsync(Corridor, "10");
        await paynode.FundAsync(order);
        await PaynodeStack.UntilAsync(() => provider.Offers.Count == 1);
        var offer = provider.Offers[0].Offer.OfferId;
        (await api.ReportAsync(offer, "accept")).Require(200);
        Assert.Equal(204, (await paynode.Operator.PutAsync($"/v1/providers/{api.Credentials.Id}/switch", new { enabled = false })).Status);
        (await api.ReportAsync(offer, "fulfil", new { reference = $"R-{offer}", paid = order["payout"] })).Require(200);

        var deadline = DateTime.UtcNow + HangLimit.OfWait;
        JsonArray held;
        while ((held = await ListAsync()).Count == 0)
        {
            Assert.True(DateTime.UtcNow < deadline, "Nothing came to be held.");
            await Task.Delay(50);
        }

        var release = Assert.Single(held)!;
        Assert.Equal(((string)order["id"]!, false), ((string)release["orderId"]!, (bool)release["isInTransaction"]!));
        return order;
    }

    private async Task<JsonArray> ListAsync() => (await paynode.Operator.GetAsync(Path)).Require(200)["releases"]!.AsArray();

    private async Task<string[]> DecideAsync(string decision, string[]? orderIds)
    {
        var answer = await paynode.Operator.PostAsync(Path, new { decision, reason = "Checked.", orderIds });
        return [.. answer.Require(200)["orderIds"]!.AsArray().Select(id => (string)id!)];
    }

    private Task<Answer> SendAsync(string body) =>
        paynode.Operator.SendAsync(HttpMethod.Post, Path, new StringContent(body, Encoding.UTF8, "application/json"), null);

    private async Task<JsonArray> AuditAsync(string subject) =>
        (await paynode.Operator.GetAsync($"/v1/admin/audit?subject={subject}")).Require(200)["entries"]!.AsArray();
}
