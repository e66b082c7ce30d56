using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Paynode.Payments;

/// <summary>
/// Seals the receivers of funds: HMAC-SHA256 under a key that is derived from the secrets key and is not in the database. Whoever
/// can write to the database can invalidate a seal, but cannot forge one.
/// </summary>
public sealed class SettlementSeal
{
    private readonly byte[] _key;

    /// <summary>With the key derived from the secrets key for this purpose.</summary>
    public SettlementSeal(SecretBox secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        _key = secrets.DeriveKey("paynode settlement seal 1");
    }

    /// <summary>The seal of a provider's settlement address.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="address">The address.</param>
    /// <param name="from">When it takes effect; null: it is in force.</param>
    public byte[] OfAddress(ProviderId provider, string address, DateTimeOffset? from = null) =>
        Compute("address", provider.ToString(), address, from is { } time ? time.UtcTicks.ToString(CultureInfo.InvariantCulture) : "");

    /// <summary>The seal of what an order is to pay, to whom and for what, in hexadecimal.</summary>
    public string OfOrder(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        var (price, recipient) = (order.Price, order.Recipient);
        return Convert.ToHexStringLower(Compute(
            "order", order.Id.ToString(), order.Tenant.ToString(), order.Corridor.ToString(), Digits(price.Source.Minor),
            Digits(price.Fee.Minor),
            Digits(price.Rate.Scaled), Digits(price.Payout.Minor), recipient.Institution, recipient.AccountIdentifier,
            recipient.AccountName,
            recipient.Memo, recipient.Method, Digits(order.ProtocolFee.Value), order.Chain, order.EscrowOrderId, order.RefundAddress,
            order.DepositAddress, Digits(order.EscrowDeadline.ToUnixTimeSeconds())));
    }

    /// <summary>Whether an order's amounts, recipient and addresses are those it was created with.</summary>
    public bool Fits(Order order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(order.Seal ?? ""), Encoding.UTF8.GetBytes(OfOrder(order)));
    }

    /// <summary>The seal of the receiver and amount of an offer's release.</summary>
    public byte[] OfOffer(Offer offer, Order order, string address)
    {
        ArgumentNullException.ThrowIfNull(offer);
        ArgumentNullException.ThrowIfNull(order);
        return Compute(
            "offer", offer.Id.ToString(), order.Id.ToString(), offer.Provider.ToString(), order.Chain,
            order.EscrowOrderId.ToLowerInvariant(),
            address, order.Price.Source.Currency.Code, order.Price.Source.Minor.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Whether an offer's settlement address is the one that was fixed when it was made, for this order and amount.</summary>
    public bool Fits(Offer offer, Order order)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return offer.SettlementAddress is { } address && Matches(offer.SettlementSeal, OfOffer(offer, order, address));
    }

    /// <summary>The seal of a provider's report that it has paid, created when the report is accepted.</summary>
    public byte[] OfReport(Offer offer, Order order, string reference)
    {
        ArgumentNullException.ThrowIfNull(offer);
        ArgumentNullException.ThrowIfNull(order);
        return Compute(
            "report", offer.Id.ToString(), order.Id.ToString(), offer.Provider.ToString(), reference,
            order.Price.Payout.Currency.Code, order.Price.Payout.Minor.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Whether the provider reported the payout that a fulfilled offer names, for this order and amount.</summary>
    public bool FitsReport(Offer offer, Order order)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return offer.Reference is { } reference && Matches(offer.ReportSeal, OfReport(offer, order, reference));
    }

    /// <summary>The seal of a decided release or refund, in hexadecimal.</summary>
    public string OfDecision(ChainIntent decided)
    {
        ArgumentNullException.ThrowIfNull(decided);
        return Convert.ToHexStringLower(Compute(
            decided.Kind == ChainIntentKind.Release ? "release" : "refund", decided.Chain, decided.EscrowOrderId.ToLowerInvariant(),
            decided.Escrow?.ToLowerInvariant() ?? "", decided.Order?.ToString() ?? "", decided.Provider?.ToString() ?? "",
            decided.ProviderAddress ?? "", decided.Amount.Currency.Code, decided.Amount.Minor.ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Whether a stored seal is valid.</summary>
    public static bool Matches(byte[]? kept, byte[] right) => kept is not null && CryptographicOperations.FixedTimeEquals(kept, right);

    private static string Digits(Int128 value) => value.ToString(CultureInfo.InvariantCulture);

    // Each field is prefixed with its length, so that no two lists of fields have the same bytes.
    private byte[] Compute(params string[] fields)
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
        {
            foreach (var field in fields)
            {
                writer.Write(field);
            }
        }

        return HMACSHA256.HashData(_key, bytes.ToArray());
    }
}
