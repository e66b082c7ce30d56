using Paynode.LocalServices;
using Paynode.Payments;
using StackExchange.Redis;

namespace Paynode.Routing.Tests.Index;

/// <summary>A corridor with providers, and the router under test over it.</summary>
internal sealed class Market : IAsyncDisposable
{
    public static readonly CorridorId Corridor = new(Currencies.Get("USDC"), Currencies.Get("NGN"));

    private readonly Func<Task<ConnectionMultiplexer>> _connect;
    private readonly RouterOptions _options;
    private readonly List<Router> _further = [];
    private readonly List<ConnectionMultiplexer> _connections = [];

    private Market(Func<Task<ConnectionMultiplexer>> connect, RouterOptions options)
    {
        (_connect, _options) = (connect, options);
        Store = new InProcessRoutingStore(Time);
    }

    public ManualTime Time { get; } = new();

    public InProcessRoutingStore Store { get; }

    public Router Router { get; private set; } = null!;

    /// <summary>The first router's connection.</summary>
    public ConnectionMultiplexer Connection => _connections[0];

    public static async Task<Market> OpenAsync(RedisFixture redis, RouterOptions? options = null, TimeSpan? timeout = null)
    {
        await FlushAsync(redis);
        return await OpenAsync(new Uri(redis.Server.Url), options, timeout);
    }

    public static Task<Market> OpenAsync(Uri redis, RouterOptions? options = null, TimeSpan? timeout = null) =>
        OpenAsync(() => RedisUrl.ConnectAsync(redis), options, timeout);

    public static async Task<Market> OpenAsync(
        Func<Task<ConnectionMultiplexer>> connect, RouterOptions? options = null, TimeSpan? timeout = null)
    {
        // Other work on the machine must not look like an outage.
        var patient = (options ?? new RouterOptions { ReadingShared = TimeSpan.Zero }) with
        {
            OpeningTimeout = TimeSpan.FromSeconds(20), RedisTimeout = timeout ?? TimeSpan.FromSeconds(10),
        };
        var market = new Market(connect, patient);
        market.Router = await market.AnotherRouterAsync();
        return market;
    }

    public static async Task FlushAsync(RedisFixture redis)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(redis.Server.ConnectionString + ",allowAdmin=true");
        await connection.GetServers().Single().FlushAllDatabasesAsync();
    }

    /// <summary>A router as another process would have it: its own connection and memory, the same database.</summary>
    public async Task<Router> AnotherRouterAsync()
    {
        var connection = await _connect();
        _connections.Add(connection);
        var router = new Router(connection, Store, Store, _options, Time);
        _further.Add(router);
        return router;
    }

    public async Task<ProviderId> ProviderAsync(
        string rate = "1500", string balance = "10000000.00", string min = "1", string max = "5000", params CorridorId[] corridors)
    {
        var provider = new ProviderId(Guid.CreateVersion7());
        var serves = corridors.Length > 0 ? corridors : [Corridor];
        await TellAsync(new ProviderUpdate(provider)
        {
            Enabled = true,
            HeartbeatAt = Time.GetUtcNow(),
            Corridors = serves,
            Rates = [.. serves.Select(c => Rate(provider, c, rate, min, max))],
            Balances = [Balance(balance)],
        });
        return provider;
    }

    public ProviderRate Rate(ProviderId provider, CorridorId corridor, string rate, string min = "1", string max = "5000") => new(
        provider, corridor, ExchangeRate.Parse(rate).Value,
        Money.Parse(min, corridor.Token).Value!, Money.Parse(max, corridor.Token).Value!, Time.GetUtcNow());

    /// <summary>The rate of a provider that pays whole units.</summary>
    public ProviderRate Whole(ProviderId provider, string rate) => Rate(provider, Corridor, rate) with
    {
        PayoutStep = PayoutStep.Parse("1", Corridor.Fiat).Value,
        UpdatedAt = Time.GetUtcNow() + TimeSpan.FromMilliseconds(1),
    };

    public ProviderBalance Balance(string amount) => new(Money.Parse(amount, Corridor.Fiat).Value!, Time.GetUtcNow());

    /// <summary>News reaches the database first and then the router, as in the host.</summary>
    public async Task TellAsync(ProviderUpdate update)
    {
        Store.Save(update);
        await Router.UpdateProviderAsync(update, default);
    }

    public RoutingRequest Order(string source = "100", string payout = "150000.00", string minRate = "1")
    {
        var order = OrderId.New(Time.GetUtcNow());
        return new RoutingRequest(
            OfferId.For(order, 1), order, Corridor,
            Money.Parse(source, Corridor.Token).Value!, Money.Parse(payout, Corridor.Fiat).Value!,
            ExchangeRate.Parse(minRate).Value, "bank", "GTBINGLA", Time.GetUtcNow() + TimeSpan.FromMinutes(5));
    }

    public async Task<RoutingDecision> DecideAsync(RoutingRequest? request = null) =>
        await Router.DecideAsync(request ?? Order(), default);

    /// <summary>The clock is moved past the probe interval until the connection, which keeps its own time, is back.</summary>
    public async Task<RoutingDecision> UntilRedisAsync()
    {
        using var limit = HangLimit.Begin();
        while (true)
        {
            Time.Advance(TimeSpan.FromMilliseconds(20));
            var probe = Order(payout: "1.00");
            await Router.BestRateAsync(Corridor, probe.Source, default);
            await Task.Delay(50, limit.Token);
            var decision = await DecideAsync(probe);
            await Router.ReleaseAsync(probe.Offer, probe.Corridor, ReleaseReason.NotPaid, default);
            if (decision.Source == DecisionSource.Redis)
            {
                return await DecideAsync();
            }
        }
    }

    /// <summary>The decided offer is stored, as the orchestration does.</summary>
    public bool Keep(RoutingRequest request, RoutingDecision decision) => Store.Store(
        new RoutedOffer(
            request.Offer, decision.Chosen!.Value, request.Corridor, Time.GetUtcNow(), request.Source, request.Method, request.Institution),
        request.Payout, request.ReserveUntil, decision.Epoch);

    public async ValueTask DisposeAsync()
    {
        foreach (var router in _further)
        {
            await router.DisposeAsync();
        }

        foreach (var connection in _connections)
        {
            await connection.DisposeAsync();
        }
    }
}
