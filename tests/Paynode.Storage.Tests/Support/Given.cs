using Paynode.Payments;

namespace Paynode.Storage.Tests;

/// <summary>Builds what a test starts from. Everything is fresh, so tests of one class share a database.</summary>
public static class Given
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    public static readonly Currency Usdc = Currencies.Get("USDC");

    public static readonly Currency Ngn = Currencies.Get("NGN");

    public static readonly CorridorId Corridor = new(Usdc, Ngn);

    private static int s_nextEscrow;

    public static TenantId Tenant() => new(Guid.CreateVersion7());

    public static Money Dollars(long minor) => new(minor, Usdc);

    public static Quote Quote(TenantId tenant, DateTimeOffset? expiresAt = null) => new(
        new QuoteId(Guid.CreateVersion7()),
        tenant,
        Corridor,
        Price.FromSource(Dollars(100_000_000), new BasisPoints(20), new ExchangeRate(150_025_000_000), Ngn),
        expiresAt ?? Now.AddMinutes(2),
        new ProviderId(Guid.CreateVersion7()),
        Now);

    public static Order Order(Quote quote, string? reference = null, DateTimeOffset? createdAt = null) => new()
    {
        Id = new OrderId(Guid.CreateVersion7()),
        Tenant = quote.Tenant,
        Quote = quote.Id,
        Corridor = quote.Corridor,
        Price = quote.Price,
        Recipient = new Recipient("GTBINGLA", "0123456789", "Ada Obi", "rent", Recipient.MobileMoney),
        Reference = reference,
        ProtocolFee = new BasisPoints(20),
        Chain = "base",
        EscrowOrderId = EscrowOrderId(),
        RefundAddress = "0x00000000000000000000000000000000000000aa",
        DepositAddress = "0x00000000000000000000000000000000000000bb",
        DepositBy = Now.AddMinutes(30),
        EscrowDeadline = Now.AddMinutes(150),
        State = OrderState.Initiated,
        CreatedAt = createdAt ?? Now,
        UpdatedAt = createdAt ?? Now,
    };

    public static string EscrowOrderId() => $"0x{Interlocked.Increment(ref s_nextEscrow):x64}";

    public static Offer Offer(OrderId order, ProviderId provider, int attempt = 1) => new()
    {
        Id = OfferId.For(order, attempt),
        Order = order,
        Provider = provider,
        Attempt = attempt,
        State = OfferState.Offered,
        OfferedAt = Now,
        AcceptBy = Now.AddSeconds(15),
        PayBy = Now.AddSeconds(105),
        CloseBy = Now.AddSeconds(165),
        UpdatedAt = Now,
    };

    /// <summary>An order with its quote, stored.</summary>
    public static async Task<Order> StoredOrderAsync(
        this StorageDatabase database, TenantId? tenant = null, string? reference = null, DateTimeOffset? createdAt = null)
    {
        var quote = Quote(tenant ?? Tenant());
        await database.Quotes.InsertAsync(quote);
        var order = Order(quote, reference, createdAt);
        return await database.Source.InTransactionAsync(async connection =>
        {
            await database.Quotes.TryTakeAsync(connection, quote.Id, quote.Tenant, order.Id, Now);
            return (await database.Orders.InsertAsync(connection, order)).Value!;
        });
    }

    /// <summary>Walks an order to a state by the shortest way.</summary>
    public static Task WalkAsync(this StorageDatabase database, OrderId order, OrderState to) =>
        database.Source.InTransactionAsync(async connection =>
        {
            foreach (var step in OrderTransitions.PathTo(OrderState.Initiated, to)!)
            {
                await database.Orders.MoveAsync(connection, order, step, Now);
            }
        });

    public static async Task<ProviderId> StoredProviderAsync(this StorageDatabase database) =>
        (await database.Providers.RegisterAsync("Lagos Pay", new Uri("http://127.0.0.1:9000/psp"), "0xcc", [Corridor], Now)).Provider.Id;

    /// <summary>An offer for an order of its own, stored.</summary>
    public static async Task<Offer> StoredOfferAsync(this StorageDatabase database, ProviderId? provider = null)
    {
        var order = await database.StoredOrderAsync();
        var offer = Offer(order.Id, provider ?? await database.StoredProviderAsync());
        return await database.Source.InTransactionAsync(connection => database.Offers.InsertAsync(connection, offer));
    }

    public static Task<OfferMove> MoveAsync(
        this StorageDatabase database, OfferId offer, OfferState to, DateTimeOffset? now = null, OfferChange? change = null) =>
        database.Source.InTransactionAsync(connection => database.Offers.MoveAsync(connection, offer, to, now ?? Now, change));

    public static Task<MoveResult> MoveAsync(this StorageDatabase database, OrderId order, OrderState to) =>
        database.Source.InTransactionAsync(connection => database.Orders.MoveAsync(connection, order, to, Now));
}
