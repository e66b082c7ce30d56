using Npgsql;

namespace Paynode.Payments;

/// <summary>An offer with the fields of its order that routing needs.</summary>
/// <param name="Offer">The offer.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="Corridor">The order's corridor.</param>
/// <param name="OfferedAt">When it was made.</param>
/// <param name="CloseBy">The latest time at which it ends.</param>
/// <param name="Source">The order's amount, in the token.</param>
/// <param name="Payout">The order's payout, in the fiat currency.</param>
/// <param name="Method">How the recipient is paid.</param>
/// <param name="Institution">The recipient's institution.</param>
public sealed record RoutedOfferRow(
    OfferId Offer,
    ProviderId Provider,
    CorridorId Corridor,
    DateTimeOffset OfferedAt,
    DateTimeOffset CloseBy,
    Money Source,
    Money Payout,
    string Method,
    string Institution)
{
    internal const string Select =
        """
        SELECT f.id, f.provider_id, o.token, o.fiat, f.offered_at, f.close_by, o.source_minor, o.payout_minor, o.method, o.institution
        FROM paynode.offers f JOIN paynode.orders o ON o.id = f.order_id

        """;

    internal static RoutedOfferRow Read(NpgsqlDataReader row)
    {
        var corridor = row.Corridor(2);
        return new RoutedOfferRow(
            new OfferId(row.GetGuid(0)), new ProviderId(row.GetGuid(1)), corridor, row.Time(4), row.Time(5),
            row.Money(6, corridor.Token), row.Money(7, corridor.Fiat), row.GetString(8), row.GetString(9));
    }
}
