using FsCheck;
using FsCheck.Fluent;

namespace Paynode.Domain.Tests;

/// <summary>An order of 5 USDC to Nigeria, its corridor and its offers; a test changes what it is about.</summary>
internal static class SomeOrder
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    public static readonly Corridor Nigeria = new()
    {
        Id = new CorridorId(Currencies.Get("USDC"), Currencies.Get("NGN")),
        Chain = "base",
        MinAmount = new Money(1_000_000, Currencies.Get("USDC")),
        MaxAmount = new Money(5_000_000_000, Currencies.Get("USDC")),
    };

    public static readonly Order Pending = new()
    {
        Id = OrderId.New(Now),
        Tenant = TenantId.New(Now),
        Quote = QuoteId.New(Now),
        Corridor = Nigeria.Id,
        Price = Price.FromSource(
            new Money(5_000_000, Currencies.Get("USDC")), Nigeria.ProtocolFee, new ExchangeRate(150_000_000_000), Nigeria.Id.Fiat),
        Recipient = Some.Of(Recipient.Create("GTBINGLA", "0123456789", "Ada Obi", null)),
        ProtocolFee = Nigeria.ProtocolFee,
        Chain = Nigeria.Chain,
        EscrowOrderId = "0x01",
        RefundAddress = "0x02",
        DepositAddress = "0x03",
        DepositBy = Now.AddMinutes(30),
        EscrowDeadline = Now.AddHours(2),
        State = OrderState.Pending,
        CreatedAt = Now,
        UpdatedAt = Now,
    };

    public static readonly Gen<OfferState> AnyOfferState = Gen.Elements(Enum.GetValues<OfferState>());

    public static readonly Gen<OrderState> AnyState = Gen.Elements(Enum.GetValues<OrderState>());

    public static Offer Offer(int attempt, OfferState state, string? code = null) => new()
    {
        Id = OfferId.For(Pending.Id, attempt),
        Order = Pending.Id,
        Provider = ProviderId.New(Now.AddSeconds(attempt)),
        Attempt = attempt,
        State = state,
        OfferedAt = Now,
        AcceptBy = Now + Nigeria.AcceptWindow,
        PayBy = Now + Nigeria.AcceptWindow + Nigeria.PayWindow,
        CloseBy = Now + Nigeria.LongestOffer,
        UpdatedAt = Now,
        Code = code,
    };
}
