using System.Text.Json;
using Npgsql;

namespace Paynode.Payments;

/// <content>History and chain transactions.</content>
public sealed partial class OrderStore
{
    /// <summary>Maximum events of one order that are read. Six offers and every state make fewer than 50.</summary>
    public const int MaxEvents = 1_000;

    private const int MaxTransactions = 100;

    /// <summary>Kinds of counted events per order; there are a handful.</summary>
    private const int MaxCounts = 100;

    private static readonly string[] States = [.. Enum.GetValues<OrderState>().Select(state => state.ToWire())];

    /// <summary>An order's history, oldest first.</summary>
    public Task<List<OrderEvent>> EventsAsync(OrderId id, CancellationToken cancellationToken = default) =>
        EventsAsync(id, statesOnly: false, after: 0, MaxEvents, cancellationToken);

    /// <summary>A part of an order's history, oldest first.</summary>
    /// <param name="id">Which order.</param>
    /// <param name="statesOnly">Only changes of its state.</param>
    /// <param name="after">The sequence after which to begin; 0 for the beginning.</param>
    /// <param name="limit">Events at most.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<List<OrderEvent>> EventsAsync(
        OrderId id, bool statesOnly, int after, int limit, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            $"""
            SELECT sequence, type, at, data FROM paynode.order_events
            WHERE order_id = $1 AND sequence > $2 {(statesOnly ? "AND type = ANY ($4)" : "")} ORDER BY sequence LIMIT $3
            """,
            [id.Value, after, limit, .. statesOnly ? [States] : Array.Empty<object>()])
        .ListAsync(row => new OrderEvent(row.GetInt32(0), row.GetString(1), row.Time(2), Facts(row, 3)), cancellationToken);

    /// <summary>Counts of events that unknown parties caused for an order.</summary>
    public Task<List<OrderCounted>> CountsAsync(OrderId id, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            "SELECT type, count, first_at, last_at, data FROM paynode.order_counts WHERE order_id = $1 ORDER BY type LIMIT $2", id.Value,
            MaxCounts)
        .ListAsync(row => new OrderCounted(row.GetString(0), row.GetInt64(1), row.Time(2), row.Time(3), Facts(row, 4)), cancellationToken);

    private static Dictionary<string, string> Facts(NpgsqlDataReader row, int column) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(column))!;

    /// <summary>Records an order's chain transaction; idempotent.</summary>
    /// <returns>False when it was recorded before.</returns>
    public async Task<bool> AddTransactionAsync(
        NpgsqlConnection connection,
        OrderId id,
        OrderTransactionKind kind,
        string chain,
        string txHash,
        DateTimeOffset now,
        CancellationToken cancellationToken = default) => await connection.Sql(
        """
        INSERT INTO paynode.order_transactions (order_id, kind, chain, tx_hash, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING
        """,
        id.Value, Wire(kind), chain, txHash.ToLowerInvariant(), now).ExecuteAsync(cancellationToken) > 0;

    /// <summary>An order's chain transactions, oldest first.</summary>
    public Task<List<OrderTransaction>> TransactionsAsync(OrderId id, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            "SELECT kind, chain, tx_hash, at FROM paynode.order_transactions WHERE order_id = $1 ORDER BY at, tx_hash LIMIT $2", id.Value,
            MaxTransactions)
        .ListAsync(ReadTransaction, cancellationToken);

    /// <summary>The chain transactions of several orders, oldest first.</summary>
    public async Task<ILookup<OrderId, OrderTransaction>> TransactionsAsync(
        IReadOnlyCollection<OrderId> ids, CancellationToken cancellationToken = default)
    {
        var rows = await dataSource.Sql(
            "SELECT kind, chain, tx_hash, at, order_id FROM paynode.order_transactions WHERE order_id = ANY($1) ORDER BY at, tx_hash "
                + "LIMIT $2",
            ids.Select(id => id.Value).ToArray(), ids.Count * MaxTransactions)
            .ListAsync(row => (Order: new OrderId(row.GetGuid(4)), Transaction: ReadTransaction(row)), cancellationToken);
        return rows.ToLookup(row => row.Order, row => row.Transaction);
    }

    private static OrderTransaction ReadTransaction(NpgsqlDataReader row) => new(
        Enum.Parse<OrderTransactionKind>(row.GetString(0), ignoreCase: true), row.GetString(1), row.GetString(2), row.Time(3));

    private static string Wire(OrderTransactionKind kind) => Enum.GetName(kind)!.ToLowerInvariant();
}
