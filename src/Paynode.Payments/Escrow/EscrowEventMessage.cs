using System.Globalization;
using System.Numerics;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;

namespace Paynode.Payments;

/// <summary>A confirmed event of the escrow on its way through the order's queue. Small and self-contained.</summary>
/// <param name="Key">Names the event permanently; applied once.</param>
/// <param name="EventKey">The same for an event and for its withdrawal.</param>
/// <param name="IsWithdrawn">The event was acted on before and has left the chain: undo it.</param>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="Kind">locked, released, refunded, release_skipped, refund_skipped, credited or credit_paid.</param>
/// <param name="EscrowOrderId">The order's id in the escrow.</param>
/// <param name="Token">The token contract, where the event names it.</param>
/// <param name="AmountMinor">All that moved, in the token's minor units, as decimal digits.</param>
/// <param name="ProtocolFeeMinor">The protocol's part of it.</param>
/// <param name="Receiver">Who got it: the provider or the refund address.</param>
/// <param name="Reference">The order that a lock claims to be for, or null.</param>
/// <param name="Reason">Why an item was skipped.</param>
/// <param name="TransactionHash">The transaction.</param>
public sealed record EscrowEventMessage(
    string Key,
    string EventKey,
    bool IsWithdrawn,
    string Chain,
    string Kind,
    string EscrowOrderId,
    string? Token,
    string AmountMinor,
    string ProtocolFeeMinor,
    string? Receiver,
    string? Reference,
    string? Reason,
    string TransactionHash)
{
    /// <summary>The contract that did it; null in messages of former releases.</summary>
    public string? Escrow { get; init; }

    /// <summary>Whose credit it is; null when it is none.</summary>
    public string? CreditOf { get; init; }

    /// <summary>Kind of a funded order.</summary>
    public const string Locked = "locked";

    /// <summary>Kind of a release.</summary>
    public const string Released = "released";

    /// <summary>Kind of a refund.</summary>
    public const string Refunded = "refunded";

    /// <summary>Kind of a batch's release that had no effect.</summary>
    public const string ReleaseSkipped = "release_skipped";

    /// <summary>Kind of a batch's refund that had no effect.</summary>
    public const string RefundSkipped = "refund_skipped";

    /// <summary>Kind of a payout that its receiver's token refused.</summary>
    public const string Credited = "credited";

    /// <summary>Kind of a refused payout that was withdrawn later.</summary>
    public const string CreditPaid = "credit_paid";

    /// <summary>Whether a release or refund is what was decided; see <see cref="SettlementCheck"/>.</summary>
    /// <param name="decided">What was decided, if anything.</param>
    /// <param name="state">Where the order stood; null when there is none.</param>
    public bool IsAsDecided(ChainIntent? decided, OrderState? state = null) => Kind switch
    {
        Released => SettlementCheck.IsReleaseAsDecided(
            Comparable(decided), Receiver, BigInteger.Parse(AmountMinor, CultureInfo.InvariantCulture)),
        Refunded => SettlementCheck.IsRefundAsDecided(Comparable(decided), state),
        _ => true,
    };

    /// <summary>The message for a chain notification; null when it concerns no order.</summary>
    public static EscrowEventMessage? Of(ChainNotification notification, string chain)
    {
        var happened = notification.Event;
        var blank = new EscrowEventMessage(
            notification.Key, happened.Key, notification.Kind == ChainNotificationKind.Withdrawn, chain, "",
            happened.EscrowOrderId?.ToString() ?? "",
            null, "0", "0", null, null, null, happened.TransactionHash.ToString())
        {
            Escrow = happened.Contract.ToString(),
        };
        return happened.Event switch
        {
            EscrowEvent.Locked e => blank with
            {
                Kind = Locked,
                Token = e.Terms.Token.ToString(),
                AmountMinor = Digits(e.Amount),
                Receiver = e.Terms.RefundTo.ToString(),
                Reference = EscrowTerms.OrderOf(e.Reference)?.ToString(),
            },
            EscrowEvent.Released e => blank with
            {
                Kind = Released,
                AmountMinor = Digits(e.Amount),
                ProtocolFeeMinor = Digits(e.ProtocolFee),
                Receiver = e.Provider.ToString(),
            },
            EscrowEvent.Refunded e => blank with { Kind = Refunded, AmountMinor = Digits(e.Amount), Receiver = e.RefundTo.ToString() },
            EscrowEvent.ReleaseSkipped e => blank with { Kind = ReleaseSkipped, Reason = e.Reason.Name },
            EscrowEvent.RefundSkipped e => blank with { Kind = RefundSkipped, Reason = e.Reason.Name },
            EscrowEvent.Credited e => blank with
            {
                Kind = Credited,
                Token = e.CreditedToken.ToString(),
                AmountMinor = Digits(e.Amount),
                Receiver = e.Account.ToString(),
                CreditOf = e.Account.ToString(),
            },
            EscrowEvent.Withdrawn e => blank with
            {
                Kind = CreditPaid,
                Token = e.WithdrawnToken.ToString(),
                AmountMinor = Digits(e.Amount),
                Receiver = e.To.ToString(),
                CreditOf = e.Account.ToString(),
            },
            _ => null,
        };
    }

    private static DecidedSettlement? Comparable(ChainIntent? decided) =>
        decided is null ? null : new DecidedSettlement(decided.Kind, decided.ProviderAddress, decided.Amount.Minor);

    private static string Digits(BigInteger value) => value.ToString(CultureInfo.InvariantCulture);
}
