using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Paynode.Client;
using Paynode.Cli.Demo;
using Paynode.Cli.Demo.Chain;
using Paynode.Cli.Demo.Running;
using Paynode.Cli.Demo.Scenarios;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.Cli.Check.Vanish;

/// <summary>
/// A Paynode at work: one corridor in which orders settle, and one in which each stays under way, because its providers
/// take a day or say nothing.
/// </summary>
internal sealed class Business(PaynodeClient sender, Wallets wallets, DevelopmentNode node, Fleet registry, TimeProvider time) : IAsyncDisposable
{
    private const string Prompt = "USDC-KES";
    private const string Stuck = "USDC-NGN";
    private const int Concurrency = 10;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(200);

    private int _number;

    /// <summary>Registers a sender and providers, and gives the payers money.</summary>
    public static async Task<Business> OpenAsync(
        DemoEnvironment environment, PaynodeClient admin, HttpClient apiHttp, Wallets wallets, DevelopmentNode node, TimeProvider time, CancellationToken cancellation)
    {
        var run = $"vanish-{Guid.CreateVersion7():N}";
        var tenant = await admin.CreateTenantAsync(new TenantRequest("Vanish"), run, cancellation);
        var registry = await Fleet.StartAsync(Providers(), environment, admin, run, cancellation);
        await wallets.MintAsync(environment.TokenAddress, cancellation);
        return new Business(new PaynodeClient(apiHttp, tenant.ApiKey, time), wallets, node, registry, time);
    }

    /// <summary>Carries orders through to their settlement.</summary>
    public async Task SettleAsync(int orders, CancellationToken cancellation)
    {
        foreach (var settled in await FundAsync(Prompt, orders, alternate: true, cancellation))
        {
            await UntilAsync(async () => (await sender.GetOrderAsync(settled.Order.Id, cancellation)).State == "settled", cancellation);
        }
    }

    /// <summary>Funds orders that will not end by themselves; every fifth through its deposit address. Returns once the funding is mined.</summary>
    public async Task<IReadOnlyList<StrandedOrder>> StrandAsync(int orders, CancellationToken cancellation)
    {
        var stranded = await FundAsync(Stuck, orders, alternate: true, cancellation);
        foreach (var one in stranded)
        {
            await RequireMinedAsync(one, cancellation);
        }

        return stranded;
    }

    /// <summary>Sends to deposit addresses, and does not wait.</summary>
    public Task<IReadOnlyList<StrandedOrder>> SendToAddressesAsync(int orders, CancellationToken cancellation) =>
        FundAsync(Stuck, orders, alternate: false, cancellation);

    /// <summary>Fails unless an order's funding took effect.</summary>
    public async Task RequireMinedAsync(StrandedOrder order, CancellationToken cancellation)
    {
        if (!await node.SucceededAsync(order.Funding, cancellation))
        {
            throw new InvalidOperationException($"The funding {order.Funding} was reverted.");
        }
    }

    /// <summary>How many of the orders are in each state now.</summary>
    public async Task<string> StatesAsync(IReadOnlyList<StrandedOrder> orders, CancellationToken cancellation)
    {
        var states = new List<string>();
        foreach (var order in orders)
        {
            states.Add((await sender.GetOrderAsync(order.Order.Id, cancellation)).State);
        }

        return string.Join(", ", states.CountBy(state => state).Select(count => $"{count.Value} {count.Key}"));
    }

    /// <summary>Waits until something holds.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (!await holds())
        {
            if (time.GetElapsedTime(began) > Timeout)
            {
                throw new TimeoutException("Paynode did not get as far as it should before it vanishes.");
            }

            await Task.Delay(LookInterval, time, cancellation);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => registry.DisposeAsync();

    private async Task<IReadOnlyList<StrandedOrder>> FundAsync(string corridor, int count, bool alternate, CancellationToken cancellation)
    {
        // All of them are created before the first is funded: what follows takes as little time as it can.
        var orders = new ConcurrentBag<OrderResponse>();
        await ForEachAsync(Enumerable.Range(0, count), async _ => orders.Add(await CreateAsync(corridor, cancellation)), cancellation);
        var funded = new ConcurrentBag<StrandedOrder>();
        await ForEachAsync(
            orders.Select((order, index) => (order, index)),
            async it =>
            {
                var way = alternate && it.index % 5 != 0 ? FundingWay.Lock : FundingWay.DepositAddress;
                var funding = await wallets.FundAsync(wallets.PayerOf(it.index), it.order.Deposit, way, cancellation);
                funded.Add(new StrandedOrder(it.order, funding.Hash));
            },
            cancellation);
        return [.. funded];
    }

    private async Task<OrderResponse> CreateAsync(string corridor, CancellationToken cancellation)
    {
        var number = Interlocked.Increment(ref _number);
        var key = $"vanish-{number}-{Guid.CreateVersion7():N}";
        var amount = (20 + (number % 30) + 0.01m).ToString(CultureInfo.InvariantCulture);
        var quote = await sender.CreateQuoteAsync(new QuoteRequest(corridor, Amount: amount), key, cancellation);
        var refundAddress = "0x" + RandomNumberGenerator.GetHexString(40, lowercase: true);
        var recipient = new RecipientRequest("GTBINGLA", "0123456789", "Ada Obi", "", corridor == Prompt ? "mobile_money" : "bank");
        return await sender.CreateOrderAsync(new OrderRequest(quote.Id, recipient, refundAddress), key, cancellation);
    }

    private static Task ForEachAsync<T>(IEnumerable<T> items, Func<T, Task> action, CancellationToken cancellation) => Parallel.ForEachAsync(
        items,
        new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellation },
        async (item, _) => await action(item));

    private static ProviderPlan[] Providers()
    {
        return
        [
            Provider("Prompt", Prompt, 129m, Behaviour.Pay),
            Provider("Slow", Stuck, 1500m, new Behaviour(BehaviourKind.Slow) { Delay = TimeSpan.FromDays(1) }),
            Provider("Silent", Stuck, 1500m, new Behaviour(BehaviourKind.Silent)),
        ];

        static ProviderPlan Provider(string name, string corridor, decimal rate, Behaviour behaviour) => new(
            name, corridor, rate, 100_000_000m, behaviour, 1, "0x" + RandomNumberGenerator.GetHexString(40, lowercase: true));
    }
}
