using System.Numerics;
using Npgsql;

namespace Paynode.Payments;

/// <summary>
/// The double-entry ledger. The database rejects changes to an entry, deletions, and entries that do not balance.
/// </summary>
public sealed class LedgerStore(NpgsqlDataSource dataSource)
{
    private const int MaxEntriesOfOrder = 100;

    /// <summary>Posts an entry once: an entry whose key is already in the ledger is left unchanged.</summary>
    /// <returns>False when the key was posted before.</returns>
    public async Task<bool> AppendAsync(
        NpgsqlConnection connection, JournalEntry entry, DateTimeOffset now,
        CancellationToken cancellationToken = default) => await connection.Sql(
        """
        WITH entry AS (
            INSERT INTO paynode.journals (key, order_id, type, at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (key) DO NOTHING RETURNING id)
        INSERT INTO paynode.journal_lines (journal_id, line, account, currency, amount_minor)
        SELECT entry.id, line.number, line.account, line.currency, line.amount
        FROM entry, unnest($5::text[], $6::text[], $7::numeric[]) WITH ORDINALITY AS line (account, currency, amount, number)
        """,
        entry.Key,
        entry.Order?.Value,
        entry.Type,
        now,
        entry.Lines.Select(line => line.Account).ToArray(),
        entry.Lines.Select(line => line.Amount.Currency.Code).ToArray(),
        entry.Lines.Select(line => line.Amount.Minor).ToArray()).ExecuteAsync(cancellationToken) > 0;

    /// <summary>Which of these entries are posted, as the connection's transaction sees it.</summary>
    public async Task<IReadOnlySet<string>> BookedAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken cancellationToken = default)
    {
        var booked = await connection.Sql("SELECT key FROM paynode.journals WHERE key = ANY($1)", (object)keys.ToArray())
            .ListAsync(row => row.GetString(0), cancellationToken);
        return booked.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>An account's balance in a currency: debits less credits.</summary>
    public async Task<Money> BalanceAsync(string account, Currency currency, CancellationToken cancellationToken = default)
    {
        await using var command = dataSource.Sql(
            "SELECT coalesce(sum(amount_minor), 0) FROM paynode.journal_lines WHERE account = $1 AND currency = $2", account,
            currency.Code);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new Money((Int128)reader.GetFieldValue<BigInteger>(0), currency);
    }

    /// <summary>An order's entries, oldest first.</summary>
    public async Task<IReadOnlyList<JournalEntry>> EntriesAsync(OrderId order, CancellationToken cancellationToken = default)
    {
        var lines = await dataSource.Sql(
            """
            SELECT entry.id, entry.key, entry.type, line.account, line.currency, line.amount_minor
            FROM (SELECT id, key, type FROM paynode.journals WHERE order_id = $1 ORDER BY id LIMIT $2) entry
            JOIN paynode.journal_lines line ON line.journal_id = entry.id
            ORDER BY entry.id, line.line
            """,
            order.Value, MaxEntriesOfOrder).ListAsync(
                row => (
                    Id: row.GetInt64(0),
                    Key: row.GetString(1),
                    Type: row.GetString(2),
                    Line: new JournalLine(row.GetString(3), row.Money(5, Currencies.Get(row.GetString(4))))),
                cancellationToken);
        return [.. lines.GroupBy(row => (row.Id, row.Key, row.Type)).Select(entry =>
            new JournalEntry(entry.Key.Key, order, entry.Key.Type, [.. entry.Select(row => row.Line)]))];
    }
}
