using Paynode.Payments;
using Paynode.Routing;

namespace Paynode.Bench.Api.Decisions;

/// <summary>A corridor of providers with history and regular heartbeats, and orders for it.</summary>
internal sealed class BenchMarket : IAsyncDisposable
{
    private readonly CorridorId _corridor;
    private readonly ProviderId[] _providers;
    private readonly Random _random = new(7);

    private BenchMarket(Router router, CorridorId corridor, ProviderId[] providers)
    {
        (Router, _corridor, _providers) = (router, corridor, providers);
    }

    public Router Router { get; }

    /// <summary>Each market has its own currency, and therefore its own partition.</summary>
    public static async Task<BenchMarket> OpenAsync(Uri redis, string fiat, int providers, RouterOptions options)
    {
        var store = new InProcessRoutingStore(TimeProvider.System);
        var corridor = new CorridorId(Currencies.Get("USDC"), Currencies.Get(fiat));
        var ids = Enumerable.Range(0, providers).Select(_ => new ProviderId(Guid.CreateVersion7())).ToArray();
        var random = new Random(11);
        foreach (var id in ids)
        {
            store.Save(ProviderOf(id, corridor, random));
        }

        var router = await Router.ConnectAsync(redis, store, store, options);
        return new BenchMarket(router, corridor, ids);
    }

    /// <summary>An order. Its ids come from a non-cryptographic source, as a cryptographic one would cost more than the rest.</summary>
    public RoutingRequest Order()
    {
        var now = DateTimeOffset.UtcNow;
        var order = new OrderId(new Guid(_random.Next(), 0, 0x7000, BitConverter.GetBytes(_random.NextInt64())));
        var minor = _random.Next(5_000_000, 500_000_000);
        return new RoutingRequest(
            new OfferId(order.Value), order, _corridor,
            new Money(minor, _corridor.Token), new Money(minor / 7, _corridor.Fiat),
            new ExchangeRate(100_000_000), "bank", $"BANK{_random.Next(20)}", now + TimeSpan.FromMinutes(5));
    }

    /// <summary>All heartbeats due in a moment, given that each provider sends one every 15 s.</summary>
    public async Task HeartbeatsAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(15.0 / _providers.Length));
        for (var i = 0; await timer.WaitForNextTickAsync(cancellationToken); i++)
        {
            var update = new ProviderUpdate(_providers[i % _providers.Length]) { HeartbeatAt = DateTimeOffset.UtcNow };
            await Router.UpdateProviderAsync(update, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => Router.DisposeAsync();

    private static ProviderUpdate ProviderOf(ProviderId id, CorridorId corridor, Random random) => new(id)
    {
        Enabled = true,
        HeartbeatAt = DateTimeOffset.UtcNow,
        Corridors = [corridor],
        Rates =
        [
            new ProviderRate(
                id, corridor, new ExchangeRate(150_000_000_000 + random.Next(1_000_000_000)),
                new Money(1, corridor.Token), new Money(1_000_000_000_000, corridor.Token), DateTimeOffset.UtcNow.AddHours(1)),
        ],
        Balances = [new ProviderBalance(new Money(1_000_000_000_000_000, corridor.Fiat), DateTimeOffset.UtcNow)],
    };
}
