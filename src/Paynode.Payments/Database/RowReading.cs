using System.Numerics;
using Npgsql;

namespace Paynode.Payments;

/// <summary>Reads columns as domain values.</summary>
internal static class RowReading
{
    internal static Money Money(this NpgsqlDataReader row, int column, Currency currency) =>
        new((Int128)row.GetFieldValue<BigInteger>(column), currency);

    internal static CorridorId Corridor(this NpgsqlDataReader row, int tokenColumn) =>
        new(Currencies.Get(row.GetString(tokenColumn)), Currencies.Get(row.GetString(tokenColumn + 1)));

    /// <summary>Source, fee, rate and payout, from four consecutive columns.</summary>
    internal static Price Price(this NpgsqlDataReader row, int sourceColumn, CorridorId corridor) => new(
        row.Money(sourceColumn, corridor.Token),
        row.Money(sourceColumn + 1, corridor.Token),
        new ExchangeRate(row.GetInt64(sourceColumn + 2)),
        row.Money(sourceColumn + 3, corridor.Fiat));

    internal static DateTimeOffset Time(this NpgsqlDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    internal static string? TextOrNull(this NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    /// <summary>The instant as PostgreSQL stores it: whole microseconds, UTC.</summary>
    internal static DateTimeOffset Stored(this DateTimeOffset time)
    {
        var utc = time.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
