using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Paynode.Payments;
using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.EndToEnd;

/// <summary>What the operator does with keys, secrets and settlement addresses, and what the audit says of it.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class KeyTests(PaynodeStack paynode) : IAsyncLifetime
{
    private const string Corridor = "USDC-NGN";
    private const string Nobody = "01990000-0000-7000-8000-000000000000";

    private static readonly object Reason = new { reason = "It leaked." };

    /// <summary>Every route here that takes a body: its method, its path with an id to be put in, and a body that it takes.</summary>
    public static TheoryData<string, string, string, string> Routes => new()
    {
        { "POST", "/v1/tenants/{0}/keys", "tenant_unknown", """{"reason":"r"}""" },
        { "POST", "/v1/tenants/{0}/keys/revoke", "tenant_unknown", """{"reason":"r"}""" },
        { "POST", "/v1/providers/{0}/secret", "provider_unknown", """{"reason":"r"}""" },
        { "PUT", "/v1/providers/{0}/settlement-address", "provider_unknown", """{"reason":"r","settlementAddress":"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"}""" },
        { "POST", "/v1/providers/{0}/held-releases", "provider_unknown", """{"reason":"r","decision":"release"}""" },
        { "POST", "/v1/chains/{0}/resume", "chain_unknown", """{"reason":"r"}""" },
    };

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => paynode.StopProvidersAsync();

    [Fact]
    public async Task Revoke_TenantsKeys_RefusesThemImmediatelyAndIsAudited()
    {
        var (id, sender) = await NewTenantAsync();
        (await sender.GetAsync("/v1/orders")).Require(200);

        Assert.Equal(1, (int)(await paynode.Operator.PostAsync($"/v1/tenants/{id}/keys/revoke", Reason)).Require(200)["revoked"]!);

        (await sender.GetAsync("/v1/orders")).RequireProblem(401, "api_key_invalid");
        Assert.Equal(0, (int)(await paynode.Operator.PostAsync($"/v1/tenants/{id}/keys/revoke", Reason)).Require(200)["revoked"]!);
        (await paynode.Sender.GetAsync("/v1/orders")).Require(200);
        var entries = await AuditAsync(id);
        Assert.All(entries, entry => RequireEntry(entry, "tenant.keys_revoked", id));
        Assert.Equal(["0", "1"], entries.Select(entry => (string)entry["data"]!["revoked"]!));
    }

    [Fact]
    public async Task Rotate_TenantsKey_LeavesFormerOnesUnlessTheyAreRevoked()
    {
        var (id, first) = await NewTenantAsync();
        var path = $"/v1/tenants/{id}/keys";
        var (body, key) = (new { reason = "Due." }, PaynodeStack.NewKey());
        var added = (await paynode.Operator.PostAsync(path, body, key)).Require(201);
        Assert.Equal((string)added["apiKey"]!, (string)(await paynode.Operator.PostAsync(path, body, key)).Require(201)["apiKey"]!);
        (await paynode.Operator.PostAsync(path, Reason, key)).RequireProblem(422, "idempotency_key_reused");
        (await paynode.Operator.PostAsync(path, body)).RequireProblem(400, "idempotency_key_required");

        var second = new Api(paynode.Stack.Host.Url, (string)added["apiKey"]!);
        (await first.GetAsync("/v1/orders")).Require(200);
        (await second.GetAsync("/v1/orders")).Require(200);

        var last = (await paynode.Operator.PostAsync(path, new { reason = "Stolen.", revokeOthers = true }, PaynodeStack.NewKey())).Require(201);
        (await first.GetAsync("/v1/orders")).RequireProblem(401, "api_key_invalid");
        (await second.GetAsync("/v1/orders")).RequireProblem(401, "api_key_invalid");
        (await new Api(paynode.Stack.Host.Url, (string)last["apiKey"]!).GetAsync("/v1/orders")).Require(200);

        var entries = await AuditAsync(id);
        Assert.Equal(2, entries.Count);
        Assert.All(entries, entry => RequireEntry(entry, "tenant.key_added", id));
        Assert.Equal(["true", "false"], entries.Select(entry => (string)entry["data"]!["revokeOthers"]!));
        Assert.DoesNotContain("pn_", entries[0].ToJsonString() + entries[1].ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotate_ProvidersSecret_TakesTheNewOneAloneFromThenOn()
    {
        var former = new ProviderApi(paynode.Stack.Host.Url, await paynode.RegisterAsync(new Uri("http://127.0.0.1:9/"), Corridor));
        Assert.Equal(204, (await former.PostAsync("/v1/provider/heartbeat", new { })).Status);
        var (id, key) = (former.Credentials.Id, PaynodeStack.NewKey());
        var path = $"/v1/providers/{id}/secret";

        var answer = (await paynode.Operator.PostAsync(path, Reason, key)).Require(201);
        var again = (await paynode.Operator.PostAsync(path, Reason, key)).Require(201);

        var secret = (string)answer["secret"]!;
        Assert.Equal((id, secret), ((string)again["id"]!, (string)again["secret"]!));
        Assert.NotEqual(former.Credentials.Secret, secret);
        (await former.PostAsync("/v1/provider/heartbeat", new { })).RequireProblem(401, "signature_invalid");
        var present = new ProviderApi(paynode.Stack.Host.Url, new Credentials(id, secret));
        Assert.Equal(204, (await present.PostAsync("/v1/provider/heartbeat", new { })).Status);
        (await paynode.Operator.PostAsync(path, Reason)).RequireProblem(400, "idempotency_key_required");

        var entry = Assert.Single(await AuditAsync(id));
        RequireEntry(entry, "provider.secret_rotated", id);
        Assert.DoesNotContain(secret, entry.ToJsonString(), StringComparison.Ordinal);

        // Another rotation is another secret, and ends the one before it.
        (await paynode.Operator.PostAsync(path, Reason, PaynodeStack.NewKey())).Require(201);
        (await present.PostAsync("/v1/provider/heartbeat", new { })).RequireProblem(401, "signature_invalid");
    }

    [Fact]
    public async Task ChangeAddress_OfAProvider_IsPaidOnlyWhatIsOfferedAfterTheDelay()
    {
        var provider = await paynode.StartProviderAsync(Corridor, "1500", Behaviour.Pay);
        var listed = await ListedAsync(it => (string)it["baseUrl"]! == provider.BaseUrl.ToString());
        var (id, old, fresh) = ((string)listed["id"]!, (string)listed["settlementAddress"]!, PaynodeStack.NewAddress());
        var (path, body) = ($"/v1/providers/{id}/settlement-address", new { settlementAddress = fresh, reason = "Moved." });

        var asked = DateTimeOffset.UtcNow;
        var from = (DateTimeOffset)(await paynode.Operator.PutAsync(path, body)).Require(200)["from"]!;
        Assert.InRange(from, asked.AddDays(1).AddSeconds(-1), DateTimeOffset.UtcNow.AddDays(1));
        Assert.Equal(from, (DateTimeOffset)(await paynode.Operator.PutAsync(path, body)).Require(200)["from"]!);
        var entries = await AuditAsync(id);
        Assert.Equal(2, entries.Count);
        Assert.All(entries, entry => RequireEntry(entry, "provider.address_changed", id));
        Assert.All(entries, entry => Assert.Equal(fresh, (string)entry["data"]!["settlementAddress"]!));

        var order = await SettledAsync();
        var token = (string)order["deposit"]!["tokenAddress"]!;
        var before = await paynode.BalanceAsync(token, old);
        Assert.True(before > 0);
        Assert.Equal(BigInteger.Zero, await paynode.BalanceAsync(token, fresh));

        await PassTheDelayAsync(id, old, fresh);
        Assert.Equal(fresh, (string)(await ListedAsync(it => (string)it["id"]! == id))["settlementAddress"]!, ignoreCase: true);
        await SettledAsync();
        Assert.Equal(before, await paynode.BalanceAsync(token, old));
        Assert.True(await paynode.BalanceAsync(token, fresh) > 0);
        await paynode.RequireInvariantsAsync();
    }

    [Fact]
    public async Task ChangeAddress_ToOneThatCannotBePaid_Returns400AndChangesNothing()
    {
        var credentials = await paynode.RegisterAsync(new Uri("http://127.0.0.1:9/"), Corridor);
        string?[] addresses = [null, "", "0x12", "ada.eth", "0x0000000000000000000000000000000000000000", paynode.Stack.Contracts.Escrow, paynode.Stack.Contracts.Token];
        foreach (var settlementAddress in addresses)
        {
            var answer = await paynode.Operator.PutAsync($"/v1/providers/{credentials.Id}/settlement-address", new { settlementAddress, reason = "r" });
            answer.RequireProblem(400, "address_invalid");
        }

        Assert.Empty(await AuditAsync(credentials.Id));
    }

    [Fact]
    public async Task Resume_StoppedChain_LetsItGoOnOnceAndIsAudited()
    {
        // A chain of this test's own: one that is in use would have its escrow paused.
        var chain = $"stopped-{PaynodeStack.NewKey()}";
        await using var database = OpenDatabase();
        await using (var stop = database.CreateCommand("INSERT INTO paynode.chain_stops (chain, at, event_key) VALUES ($1, now(), 'release')"))
        {
            stop.Parameters.AddWithValue(chain);
            await stop.ExecuteNonQueryAsync();
        }

        (await paynode.Operator.PostAsync($"/v1/chains/{chain}/resume", new { })).RequireProblem(400, "reason_invalid");
        Assert.Empty(await AuditAsync(chain));
        Assert.Equal(204, (await paynode.Operator.PostAsync($"/v1/chains/{chain}/resume", Reason)).Status);
        (await paynode.Operator.PostAsync($"/v1/chains/{chain}/resume", Reason)).RequireProblem(404, "chain_unknown");

        RequireEntry(Assert.Single(await AuditAsync(chain)), "chain.resumed", chain);
    }

    [Theory]
    [InlineData("GET", "/v1/admin/audit")]
    [InlineData("GET", "/v1/providers/" + Nobody + "/held-releases")]
    public async Task Read_WithoutTheAdminKey_Returns401(string method, string path)
    {
        (await new Api(paynode.Stack.Host.Url, null).SendAsync(new HttpMethod(method), path, null, null)).RequireProblem(401, "api_key_missing");
        (await paynode.Sender.SendAsync(new HttpMethod(method), path, null, null)).RequireProblem(401, "api_key_invalid");
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Act_WithoutTheAdminKey_Returns401AndDoesNothing(string method, string route, string code, string body)
    {
        var (tenant, sender) = await NewTenantAsync();
        var provider = new ProviderApi(paynode.Stack.Host.Url, await paynode.RegisterAsync(new Uri("http://127.0.0.1:9/"), Corridor));
        var id = code == "tenant_unknown" ? tenant : provider.Credentials.Id;

        (await SendAsync(new Api(paynode.Stack.Host.Url, null), method, route, id, body)).RequireProblem(401, "api_key_missing");
        (await SendAsync(sender, method, route, id, body)).RequireProblem(401, "api_key_invalid");

        (await sender.GetAsync("/v1/orders")).Require(200);
        Assert.Equal(204, (await provider.PostAsync("/v1/provider/heartbeat", new { })).Status);
        Assert.Empty(await AuditAsync(id));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Act_OnWhatDoesNotExist_Returns404AndIsNotAudited(string method, string route, string code, string body)
    {
        foreach (var id in new[] { Nobody, "x", "%20", "%0a", Nobody.Replace("-", "", StringComparison.Ordinal), $"%7B{Nobody}%7D" })
        {
            (await SendAsync(paynode.Operator, method, route, id, body)).RequireProblem(404, code);
            Assert.Empty(await AuditAsync(id));
        }
    }

    [Fact]
    public async Task HeldReleases_OfAProviderThatDoesNotExist_Return404()
    {
        foreach (var id in new[] { Nobody, "x", "%0a" })
        {
            (await paynode.Operator.GetAsync($"/v1/providers/{id}/held-releases")).RequireProblem(404, "provider_unknown");
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Act_WithAMalformedBody_Returns400AndDoesNothing(string method, string route, string code, string body)
    {
        var (tenant, sender) = await NewTenantAsync();
        var id = code == "tenant_unknown" ? tenant : (await paynode.RegisterAsync(new Uri("http://127.0.0.1:9/"), Corridor)).Id;
        string[] malformed = ["", "{", "null", "[]", "\"r\"", "{\"reason\":1}", "{\"Reason\":\"r\"}", body[..^1] + ",\"surprise\":1}", body[..^1] + ",\"reason\":\"r\"}"];
        foreach (var text in malformed)
        {
            (await SendAsync(paynode.Operator, method, route, id, text)).RequireProblem(400, "body_malformed");
        }

        foreach (var reason in new[] { "", "   ", "a\\u0000b", "a\\nb", "\\u200b\\u200d", "\\ufeff", "a\\u202eb", "a\\u2028b", new string('r', 501) })
        {
            (await SendAsync(paynode.Operator, method, route, id, body.Replace("\"r\"", $"\"{reason}\"", StringComparison.Ordinal))).RequireProblem(400, "reason_invalid");
        }

        (await SendAsync(paynode.Operator, method, route, id, body.Replace("\"reason\":\"r\"", "\"reason\":null", StringComparison.Ordinal))).RequireProblem(400, "reason_invalid");
        (await sender.GetAsync("/v1/orders")).Require(200);
        Assert.Empty(await AuditAsync(id));
    }

    [Fact]
    public async Task Audit_OfAnIdInCapitals_IsThatOfTheId()
    {
        var (id, _) = await NewTenantAsync();
        var capitals = id.ToUpperInvariant();

        var added = (await paynode.Operator.PostAsync($"/v1/tenants/{capitals}/keys", Reason, PaynodeStack.NewKey())).Require(201);

        Assert.Equal(id, (string)added["id"]!);
        RequireEntry(Assert.Single(await AuditAsync(id)), "tenant.key_added", id);
        Assert.Single(await AuditAsync(capitals));
        Assert.Contains(await AuditAsync(null), entry => (string)entry["subject"]! == id);
        Assert.Empty(await AuditAsync("%00"));
    }

    private async Task<JsonNode> SettledAsync()
    {
        var order = await paynode.OrderAsync(Corridor, "20");
        await paynode.FundAsync(order);
        await paynode.WaitForAsync(order, "settled");
        return order;
    }

    /// <summary>Puts the change in place as it would be when its day has passed: the host's own clock cannot be moved.</summary>
    private async Task PassTheDelayAsync(string id, string old, string fresh)
    {
        await using var database = OpenDatabase();
        await using var services = new ServiceCollection()
            .AddSingleton(TimeProvider.System).AddPaynodeStorage(database, paynode.Stack.Keys.SecretsKey).BuildServiceProvider();
        var store = services.GetRequiredService<ProviderStore>();
        Assert.True(ProviderId.TryParse(id, out var provider));
        var now = DateTimeOffset.UtcNow;
        await using (var connection = await database.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            // Confirming the old one takes back the change that waits.
            await store.ChangeAddressAsync(connection, provider, old, now, now);
            await store.ChangeAddressAsync(connection, provider, fresh, now, now.AddSeconds(-1));
            await transaction.CommitAsync();
        }

        // Has the host read the provider anew, which it would do within 30 s.
        Assert.Equal(204, (await paynode.Operator.PutAsync($"/v1/providers/{id}/switch", new { enabled = true })).Status);
    }

    private NpgsqlDataSource OpenDatabase() => NpgsqlDataSource.Create(DatabaseUrl.ToConnectionString(paynode.Stack.DatabaseUrl));

    private async Task<(string Id, Api Sender)> NewTenantAsync()
    {
        var tenant = (await paynode.Operator.PostAsync("/v1/tenants", new { name = "T" }, PaynodeStack.NewKey())).Require(201);
        return ((string)tenant["id"]!, new Api(paynode.Stack.Host.Url, (string)tenant["apiKey"]!));
    }

    private async Task<JsonNode> ListedAsync(Func<JsonNode, bool> isIt) =>
        (await paynode.Operator.GetAsync("/v1/providers")).Require(200)["providers"]!.AsArray().Single(it => isIt(it!))!;

    private async Task<List<JsonNode>> AuditAsync(string? subject)
    {
        var answer = await paynode.Operator.GetAsync("/v1/admin/audit" + (subject is null ? "" : $"?subject={subject}"));
        return [.. answer.Require(200)["entries"]!.AsArray().Select(entry => entry!)];
    }

    private void RequireEntry(JsonNode entry, string action, string subject)
    {
        Assert.Equal((action, subject), ((string)entry["action"]!, (string)entry["subject"]!));
        Assert.Equal(AccessKey.ActorOf(paynode.Stack.Keys.AdminKey), (string?)entry["data"]!["actor"]);
        Assert.NotEmpty((string)entry["data"]!["reason"]!);
    }

    private static Task<Answer> SendAsync(Api api, string method, string route, string id, string body) => api.SendAsync(
        new HttpMethod(method), route.Replace("{0}", id, StringComparison.Ordinal), new StringContent(body, Encoding.UTF8, "application/json"), PaynodeStack.NewKey());
}
