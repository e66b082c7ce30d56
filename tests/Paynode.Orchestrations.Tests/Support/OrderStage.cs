using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;
using Paynode.LocalServices;
using Paynode.Payments;
using Paynode.Routing;

namespace Paynode.Orchestrations.Tests.Support;

/// <summary>
/// A real database with everything that moves orders in it, and no chain: a test says what the escrow did, in whatever
/// order it likes.
/// </summary>
public sealed class OrderStage() : ServicesFixture(LocalService.Postgres), IAsyncLifetime
{
    private const string Chain = "base";
    private static readonly Address Token = Address.Parse("0x00000000000000000000000000000000000000c0");
    private static readonly EscrowContract Contract = new(8453, Address.Parse("0x00000000000000000000000000000000000000e5"));

    private static readonly ChainEscrow Escrow = new(Chain, Contract, new Dictionary<Currency, Address> { [Currencies.Get("USDC")] = Token });

    private ServiceProvider services = null!;
    private ProviderId provider;
    private long nextBlock = 100;

    internal static Corridor Corridor { get; } = new()
    {
        Id = new CorridorId(Currencies.Get("USDC"), Currencies.Get("NGN")),
        Chain = Chain,
        MinAmount = new Money(1_000_000, Currencies.Get("USDC")),
        MaxAmount = new Money(1_000_000_000, Currencies.Get("USDC")),
    };

    internal ProviderId Provider => provider;

    internal ShiftedTime Time { get; } = new();

    internal CriticalLog Alerts { get; } = new();

    internal EmptyMarket Router { get; } = new();

    internal NpgsqlDataSource Database { get; private set; } = null!;

    internal OrderStore Orders => Get<OrderStore>();

    internal OfferStore Offers => Get<OfferStore>();

    internal ChainIntentStore Intents => Get<ChainIntentStore>();

    internal OrderService OrderService => Get<OrderService>();

    internal OfferReports Reports => Get<OfferReports>();

    internal EscrowEventHandler EscrowHandler => Get<EscrowEventHandler>();

    internal T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Database = NpgsqlDataSource.Create(DatabaseConnectionString);
        await Migrator.ApplyAsync(Database, [.. StorageSchema.Scripts, .. ChainSchema.Scripts.Select(script => new SqlScript(script.Name, script.Sql))]);
        services = new ServiceCollection()
            .AddLogging(logs => logs.AddProvider(Alerts))
            .AddSingleton<TimeProvider>(Time)
            .AddPaynodeStorage(Database, Convert.ToBase64String(new byte[32]))
            .AddSingleton(new EscrowDirectory([Escrow]))
            .AddSingleton(new CorridorCatalogue([Corridor]))
            .AddSingleton<IRouter>(Router).AddSingleton<OfferConclusion>().AddSingleton<RouteOrder>().AddSingleton<SettlementHold>()
            .AddSingleton(new ChainRegistry([]))
            .AddSingleton(known => new ProviderClient(new HttpClient(), new ProviderConcurrency(TimeProvider.System), known.GetRequiredService<ProviderStore>(), Time))
            .AddSingleton(new ProviderNetwork(allowsPrivate: true, Microsoft.Extensions.Logging.Abstractions.NullLogger<ProviderNetwork>.Instance)).AddSingleton<ProviderService>().AddSingleton<ProviderSwitch>().AddSingleton<HeldReleases>().AddSingleton<SettleOrder>()
            .AddSingleton<OrderService>().AddSingleton<OfferReports>().AddSingleton<EscrowEventHandler>().AddSingleton<WithdrawnFunds>()
            .BuildServiceProvider();
        var registered = await Get<ProviderStore>().RegisterAsync("Lagos Pay", new Uri("http://127.0.0.1:1"), "0xcc", [Corridor.Id], Time.GetUtcNow());
        provider = registered.Provider.Id;
    }

    public override async Task DisposeAsync()
    {
        await services.DisposeAsync();
        await Database.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>An order that nobody has funded yet.</summary>
    internal async Task<Order> OrderAsync()
    {
        var now = Time.GetUtcNow();
        var price = Price.FromSource(new Money(100_000_000, Currencies.Get("USDC")), new BasisPoints(20), new ExchangeRate(150_025_000_000), Currencies.Get("NGN"));
        var quote = new Quote(new QuoteId(Guid.CreateVersion7()), new TenantId(Guid.CreateVersion7()), Corridor.Id, price, now.AddMinutes(2), provider, now);
        await Get<QuoteStore>().InsertAsync(quote);
        var order = NewOrder(quote, now);
        return await Database.InTransactionAsync(async connection =>
        {
            await Get<QuoteStore>().TryTakeAsync(connection, quote.Id, quote.Tenant, order.Id, now);
            return (await Orders.InsertAsync(connection, order with { Seal = Get<SettlementSeal>().OfOrder(order) })).Value!;
        });
    }

    /// <summary>An order whose lock was applied, and the message that did it.</summary>
    internal async Task<(Order Order, EscrowEventMessage Lock)> FundedAsync(OrderState state = OrderState.Pending)
    {
        var order = await OrderAsync();
        var locked = await LockAsync(order);
        await EscrowHandler.ApplyAsync(locked, default);
        foreach (var step in OrderTransitions.PathTo(OrderState.Deposited, state)!)
        {
            await Database.InTransactionAsync(connection => Orders.MoveAsync(connection, order.Id, step, Time.GetUtcNow()));
        }

        return (await OrderService.OrderAsync(order.Id, default), locked);
    }

    /// <summary>An offer of the order, as far as a test wants it.</summary>
    internal async Task<Offer> OfferAsync(Order order, OfferState state = OfferState.Offered)
    {
        var made = (await OpenOfferAsync(order))!;
        foreach (var step in state switch
        {
            OfferState.Offered => Array.Empty<OfferState>(),
            OfferState.Accepted or OfferState.Declined or OfferState.Lapsed => [state],
            _ => [OfferState.Accepted, state],
        })
        {
            made = (await (step switch
            {
                OfferState.Accepted => Reports.AcceptAsync(provider, made.Id, default),
                OfferState.Fulfilled => Reports.FulfilAsync(provider, made.Id, $"receipt-of-{made.Id}", null, default),
                _ => Reports.EndAsync(made, step, "other", default),
            })).Value!;
        }

        return made;
    }

    /// <summary>The step of routing that stores an offer.</summary>
    internal Task<Offer?> OpenOfferAsync(Order order, int attempt = 1) => OrderService.OpenOfferAsync(order, provider, attempt, 0, 0, "{}", default);

    /// <summary>A lock of the order on the chain, in a block of its own; applied when the test says so.</summary>
    internal async Task<EscrowEventMessage> LockAsync(Order order, string? transactionHash = null)
    {
        var terms = Escrow.TermsOf(order);
        var block = Interlocked.Increment(ref nextBlock);
        var (blockHash, transaction) = (HashOf(block), transactionHash is null ? HashOf(-block) : Bytes32.Parse(transactionHash));
        await InsertLockAsync(order, terms, block, blockHash, transaction);
        return MessageOf(order, EscrowEventMessage.Locked, $"{Contract.ChainId}:{blockHash}:{transaction}:0", transaction.ToString());
    }

    /// <summary>A reorganisation took a lock away; its withdrawal is applied when the test says so.</summary>
    internal async Task LoseAsync(EscrowEventMessage locked)
    {
        await using var command = Database.CreateCommand("UPDATE chain.events SET state = 'withdrawn' WHERE block_hash = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = Bytes32.Parse(locked.EventKey.Split(':')[1]).ToArray() });
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    /// <summary>The escrow paid the order out or back; no indexer has seen it.</summary>
    internal EscrowEventMessage Outcome(Order order, string kind)
    {
        var transaction = HashOf(Interlocked.Increment(ref nextBlock));
        return MessageOf(order, kind, $"{Contract.ChainId}:{kind}:{transaction}:0", transaction.ToString());
    }

    /// <summary>The order's events, by type.</summary>
    internal async Task<IReadOnlyList<string>> HistoryAsync(Order order) => [.. (await Orders.EventsAsync(order.Id)).Select(it => it.Type)];

    /// <summary>Returns when so many transactions wait for a lock.</summary>
    internal async Task WaitersAsync(int count)
    {
        await using var command = Database.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        while ((long)(await command.ExecuteScalarAsync())! < count)
        {
            await Task.Yield();
        }
    }

    private static EscrowEventMessage MessageOf(Order order, string kind, string key, string transaction) => new(
        key, key, false, Chain, kind, order.EscrowOrderId, kind == EscrowEventMessage.Locked ? Token.ToString() : null,
        order.Price.Source.Minor.ToString(CultureInfo.InvariantCulture), "0", order.RefundAddress, null, null, transaction)
    {
        Escrow = Contract.Address.ToString(),
    };

    private async Task InsertLockAsync(Order order, EscrowTerms terms, long block, Bytes32 blockHash, Bytes32 transaction)
    {
        // Topics: the event, the order, its reference, the token. Data: who paid, the amount, and the terms as lock() takes them.
        byte[] topics =
        [
            .. EscrowEventDecoder.EscrowTopics[0].ToArray(), .. Bytes32.Parse(order.EscrowOrderId).ToArray(), .. terms.Reference.ToArray(),
            .. new byte[12], .. terms.Token.ToArray(),
        ];
        byte[] data = [.. new byte[32], .. Bytes32.FromBigInteger(terms.Amount).ToArray(), .. EscrowCalls.Lock(terms)[4..]];
        await using var command = Database.CreateCommand(
            """
            INSERT INTO chain.events (chain_id, block_hash, transaction_hash, log_index, block_number, block_time, address, topics, data, kind,
                order_id, amount, required_kind, required_depth, state, observed_at)
            VALUES ($1, $2, $3, 0, $4, 1, $5, $6, $7, 'Locked', $8, 1, 'depth', 1, 'dispatched', now())
            """);
        object[] values = [Contract.ChainId, blockHash.ToArray(), transaction.ToArray(), block, Contract.Address.ToArray(), topics, data, Bytes32.Parse(order.EscrowOrderId).ToArray()];
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        await command.ExecuteNonQueryAsync();
    }

    private static Bytes32 HashOf(long number) => Keccak256.Hash(BitConverter.GetBytes(number));

    private static Order NewOrder(Quote quote, DateTimeOffset now)
    {
        var id = new OrderId(Guid.CreateVersion7());
        var order = new Order
        {
            Id = id,
            Tenant = quote.Tenant,
            Quote = quote.Id,
            Corridor = quote.Corridor,
            Price = quote.Price,
            Recipient = new Recipient("GTBINGLA", "0123456789", "Ada Obi", "rent", Recipient.MobileMoney),
            ProtocolFee = new BasisPoints(20),
            Chain = Chain,
            EscrowOrderId = Bytes32.Zero.ToString(),
            RefundAddress = "0x00000000000000000000000000000000000000aa",
            DepositAddress = "0x00000000000000000000000000000000000000bb",
            DepositBy = now.AddMinutes(30),
            EscrowDeadline = now.AddMinutes(150),
            State = OrderState.Initiated,
            CreatedAt = now,
            UpdatedAt = now,
        };
        return order with { EscrowOrderId = Contract.OrderIdOf(Escrow.TermsOf(order)).ToString() };
    }
}
