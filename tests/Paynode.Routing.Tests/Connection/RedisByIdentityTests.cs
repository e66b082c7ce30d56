using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Paynode.LocalServices;
using Paynode.Routing.Tests.Index;
using StackExchange.Redis;

namespace Paynode.Routing.Tests.Connection;

/// <summary>Against servers whose user has the tokens as passwords, as Azure's has them.</summary>
public sealed partial class RedisByIdentityTests : IAsyncLifetime
{
    private static readonly TimeSpan ToRenewal = FakeCredential.Lifetime - TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(30);

    private readonly ManualTimers _time = new();
    private readonly FakeCredential _credential;
    private PrivateRedis _server = null!;
    private ConnectionMultiplexer _admin = null!;

    public RedisByIdentityTests() => _credential = new FakeCredential(_time);

    public async Task InitializeAsync()
    {
        _server = await PrivateRedis.StartAsync();
        _admin = await AdminAsync(_server);
        await GrantAsync(_admin, "on", "~*", "&*", "+@all", $">{_credential.Token(0)}");
    }

    public async Task DisposeAsync()
    {
        await _admin.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Connect_Token_IsWhoTheTokenSays()
    {
        await using var redis = await ConnectAsync();

        Assert.Equal(FakeCredential.ObjectId, await WhoAmIAsync(redis));
        Assert.Equal(["https://redis.azure.com/.default"], Assert.Single(_credential.Scopes));
    }

    [Fact]
    public async Task Connect_WithoutTls_SendsNoToken()
    {
        await using var redis = await RedisByIdentity.ConnectAsync(new Uri(_server.Url), _credential, _time);

        Assert.Equal("default", await WhoAmIAsync(redis));
        Assert.Empty(_credential.Scopes);
    }

    [Theory]
    [InlineData("rediss://paynode.redis.azure.net:10000", true)]
    [InlineData("rediss://paynode.redis.cache.windows.net:6380", true)]
    [InlineData("rediss://:secret@paynode.redis.azure.net:10000", false)]
    [InlineData("redis://paynode.redis.azure.net:10000", false)]
    [InlineData("rediss://cache.example.com:6380", false)]
    [InlineData("rediss://paynode.redis.azure.net.example.com:6380", false)]
    [InlineData("rediss://127.0.0.1:6380", false)]
    public void NeedsToken_OnlyForAHostOfAzureWithTlsAndWithoutAPassword(string url, bool expected) =>
        Assert.Equal(expected, RedisByIdentity.NeedsToken(new Uri(url)));

    [Fact]
    public async Task Connect_TlsToAnotherHost_ShowsNoToken()
    {
        var nobody = new Uri($"rediss://127.0.0.1:{LoopbackPort.Free()}");

        await using var redis = await RedisByIdentity.ConnectAsync(nobody, _credential, _time);

        Assert.Empty(_credential.Scopes);
        Assert.False(redis.Connection.IsConnected);
    }

    [Theory]
    [InlineData("""{"aud":"https://redis.azure.com"}""")]
    [InlineData("""{"oid":""}""")]
    public async Task Connect_TokenWithoutObjectId_Throws(string claims)
    {
        _credential.Claims = claims;

        await Assert.ThrowsAsync<FormatException>(ConnectAsync);
    }

    [Fact]
    public async Task Renew_BeforeTheTokenEnds_ShowsTheNextOnTheOpenConnection()
    {
        await using var redis = await ConnectAsync();
        var (client, calls) = (await ClientIdAsync(redis), await AuthCallsAsync(_admin));
        await GrantAsync(_admin, $">{_credential.Token(1)}");
        Assert.Equal(ToRenewal, _time.Waiting);

        _time.Advance(ToRenewal);
        await UntilWaitingAsync();

        Assert.Equal(calls + 1, await AuthCallsAsync(_admin));
        Assert.Equal(ToRenewal, _time.Waiting);
        Assert.Equal((client, FakeCredential.ObjectId), (await ClientIdAsync(redis), await WhoAmIAsync(redis)));
    }

    [Fact]
    public async Task Reconnect_OldTokenIsOver_PresentsTheRenewedOne()
    {
        await using var redis = await ConnectAsync();
        var client = await ClientIdAsync(redis);
        await GrantAsync(_admin, $">{_credential.Token(1)}");
        _time.Advance(ToRenewal);
        await UntilWaitingAsync();
        await GrantAsync(_admin, $"<{_credential.Token(0)}");

        await _admin.GetServers().Single().ExecuteAsync("CLIENT", "KILL", "USER", FakeCredential.ObjectId);

        await UntilAsync(async () => await ClientIdAsync(redis) != client);
        Assert.Equal(FakeCredential.ObjectId, await WhoAmIAsync(redis));
    }

    [Fact]
    public async Task Renew_CredentialFails_IsTriedAgain()
    {
        await using var redis = await ConnectAsync();
        var calls = await AuthCallsAsync(_admin);
        await GrantAsync(_admin, $">{_credential.Token(1)}");
        _credential.Faults.Enqueue(new InvalidOperationException("no answer from the identity endpoint"));
        _time.Advance(ToRenewal);
        await UntilWaitingAsync();
        Assert.Equal((Retry, calls), (_time.Waiting, await AuthCallsAsync(_admin)));

        _time.Advance(Retry);
        await UntilWaitingAsync();

        Assert.Equal((ToRenewal, calls + 1), (_time.Waiting, await AuthCallsAsync(_admin)));
    }

    [Fact]
    public async Task Renew_ServerRefusesTheToken_IsTriedAgainWithTheNext()
    {
        await using var redis = await ConnectAsync();
        _time.Advance(ToRenewal);
        await UntilWaitingAsync();
        Assert.Equal(Retry, _time.Waiting);
        await GrantAsync(_admin, $">{_credential.Token(2)}");

        _time.Advance(Retry);
        await UntilWaitingAsync();

        Assert.Equal(ToRenewal, _time.Waiting);
        Assert.Equal(FakeCredential.ObjectId, await WhoAmIAsync(redis));
    }

    [Fact]
    public async Task Renew_Cluster_ReachesEveryNode()
    {
        await using var cluster = await PrivateRedisCluster.StartAsync();
        var admins = await Task.WhenAll(cluster.Nodes.Select(AdminAsync));
        var servers = admins.Zip(cluster.Nodes, (admin, node) => admin.GetServer("127.0.0.1", node.Port)).ToArray();
        foreach (var server in servers)
        {
            await GrantAsync(server, "on", "~*", "&*", "+@all", $">{_credential.Token(0)}", $">{_credential.Token(1)}");
        }

        await using var redis = await ConnectAsync(cluster.Url);
        await UntilAsync(() => Task.FromResult(redis.Connection.GetServers().Count(server => server.IsConnected) == servers.Length));
        var calls = await Task.WhenAll(servers.Select(AuthCallsAsync));
        _time.Advance(ToRenewal);
        await UntilWaitingAsync();

        Assert.Equal(calls.Select(count => count + 1), await Task.WhenAll(servers.Select(AuthCallsAsync)));
        await Task.WhenAll(admins.Select(admin => admin.DisposeAsync().AsTask()));
    }

    /// <summary>The rights of an app that shares Redis with others, as the template gives them.</summary>
    [Fact]
    public async Task Route_WithTheRightsOfTheTemplate_IsServedFromRedis()
    {
        var template = await File.ReadAllTextAsync(Path.Combine(Clone.Root!, "infra", "bicep", "modules", "redis.bicep"));
        var rights = Commands().Match(template).Groups[1].Value.Split(' ');
        await GrantAsync(_admin, ["reset", "on", $">{_credential.Token(0)}", .. rights, "~pn:{NGN}:*"]);
        await using var redis = await ConnectAsync();
        await using var market = await Market.OpenAsync(() => Task.FromResult(redis.Connection));
        await market.ProviderAsync();
        var request = market.Order();

        var decision = await market.DecideAsync(request);
        await market.Router.ReleaseAsync(request.Offer, request.Corridor, ReleaseReason.NotPaid, default);

        Assert.Equal(DecisionSource.Redis, decision.Source);
        Assert.NotNull(decision.Chosen);
        Assert.Equal(12 * 16, await WarmUp.RunAsync(redis.Connection, TimeProvider.System, default));
    }

    [GeneratedRegex("var commands = '([^']+)'")]
    private static partial Regex Commands();

    private Task<RedisByIdentity> ConnectAsync() => ConnectAsync(_server.Url);

    /// <summary>As over TLS, which the servers here do not speak.</summary>
    private Task<RedisByIdentity> ConnectAsync(string url)
    {
        var options = RedisUrl.Parse(new Uri(url));
        (options.Ssl, options.AllowAdmin) = (false, true);
        return RedisByIdentity.ConnectAsync(options, withToken: true, _credential, _time, NullLogger.Instance, default);
    }

    private static Task<ConnectionMultiplexer> AdminAsync(PrivateRedis server) =>
        ConnectionMultiplexer.ConnectAsync(server.ConnectionString + ",allowAdmin=true");

    private static Task GrantAsync(ConnectionMultiplexer admin, params string[] rules) => GrantAsync(admin.GetServers().Single(), rules);

    private static Task GrantAsync(IServer server, params string[] rules) =>
        server.ExecuteAsync("ACL", ["SETUSER", FakeCredential.ObjectId, .. rules]);

    private static Task<int> AuthCallsAsync(ConnectionMultiplexer admin) => AuthCallsAsync(admin.GetServers().Single());

    /// <summary>How often somebody authenticated, at a handshake or later.</summary>
    private static async Task<int> AuthCallsAsync(IServer server)
    {
        var calls = (await server.InfoAsync("commandstats")).Single().SingleOrDefault(c => c.Key == "cmdstat_auth").Value;
        return calls is null ? 0 : int.Parse(calls.Split('=', ',')[1], CultureInfo.InvariantCulture);
    }

    private static async Task<string> WhoAmIAsync(RedisByIdentity redis) =>
        (string)(await redis.Connection.GetDatabase().ExecuteAsync("ACL", "WHOAMI"))!;

    private static async Task<long> ClientIdAsync(RedisByIdentity redis) =>
        (long)await redis.Connection.GetDatabase().ExecuteAsync("CLIENT", "ID");

    /// <summary>The renewal that fell due has ended, and the next is waited for.</summary>
    private Task UntilWaitingAsync() => UntilAsync(() => Task.FromResult(_time.Waiting is not null));

    private static async Task UntilAsync(Func<Task<bool>> isMet)
    {
        using var limit = HangLimit.Begin();
        while (!await IsMetAsync())
        {
            await Task.Delay(10, limit.Token);
        }

        async Task<bool> IsMetAsync()
        {
            try
            {
                return await isMet();
            }
            catch (RedisConnectionException)
            {
                return false;
            }
        }
    }
}
