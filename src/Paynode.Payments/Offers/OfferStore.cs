using Npgsql;

namespace Paynode.Payments;

/// <summary>
/// Stores offers. Each transition is a compare-and-set on the offer's row, so that of two concurrent ones only one succeeds.
/// </summary>
public sealed class OfferStore(NpgsqlDataSource dataSource)
{
    private const int MaxOfOrder = 100;
    private const string ReferenceOnce = "offers_reference_once";
    private const string ReferenceKey = "provider_references_pkey";
    private const int MaxUnanswered = 10_000;

    private const string Columns =
        "o.id, o.order_id, o.provider_id, o.attempt, o.state, o.offered_at, o.accept_by, o.pay_by, o.close_by, o.updated_at, "
        + "o.reference, o.code, o.reason, o.settlement_address, o.settlement_seal, o.report_seal";

    /// <summary>Stores an offer. An order's attempt has one offer: a repeated call returns the stored one.</summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="offer">The offer.</param>
    /// <param name="slot">0, or the index among concurrent offers.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="PostgresException">The order has another offer in this slot that is open or was fulfilled (23505).</exception>
    public async Task<Offer> InsertAsync(
        NpgsqlConnection connection, Offer offer, int slot = 0, CancellationToken cancellationToken = default)
    {
        await connection.Sql(
            """
            INSERT INTO paynode.offers (id, order_id, provider_id, attempt, state, offered_at,
            accept_by, pay_by, close_by, updated_at, slot,
                settlement_address, settlement_seal)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (order_id, attempt) DO NOTHING
            """,
            offer.Id.Value,
            offer.Order.Value,
            offer.Provider.Value,
            offer.Attempt,
            offer.State.ToWire(),
            offer.OfferedAt,
            offer.AcceptBy,
            offer.PayBy,
            offer.CloseBy,
            offer.UpdatedAt,
            slot,
            offer.SettlementAddress,
            offer.SettlementSeal).ExecuteAsync(cancellationToken);
        return (await connection
            .Sql($"SELECT {Columns} FROM paynode.offers o WHERE order_id = $1 AND attempt = $2", offer.Order.Value, offer.Attempt)
            .FirstAsync(Read, cancellationToken))!;
    }

    /// <summary>An offer, or null.</summary>
    public Task<Offer?> FindAsync(OfferId id, CancellationToken cancellationToken = default) => dataSource
        .Sql($"SELECT {Columns} FROM paynode.offers o WHERE id = $1", id.Value)
        .FirstAsync(Read, cancellationToken);

    /// <inheritdoc cref="FindAsync(OfferId, CancellationToken)"/>
    /// <remarks>As the transaction sees it.</remarks>
    public Task<Offer?> FindAsync(NpgsqlConnection connection, OfferId id, CancellationToken cancellationToken = default) => connection
        .Sql($"SELECT {Columns} FROM paynode.offers o WHERE id = $1", id.Value)
        .FirstAsync(Read, cancellationToken);

    /// <summary>An order's offers, by attempt.</summary>
    public Task<List<Offer>> ForOrderAsync(OrderId order, CancellationToken cancellationToken = default) => dataSource
        .Sql($"SELECT {Columns} FROM paynode.offers o WHERE order_id = $1 ORDER BY attempt LIMIT $2", order.Value, MaxOfOrder)
        .ListAsync(Read, cancellationToken);

    /// <inheritdoc cref="ForOrderAsync(OrderId, CancellationToken)"/>
    /// <remarks>As the transaction sees them.</remarks>
    public Task<List<Offer>> ForOrderAsync(
        NpgsqlConnection connection, OrderId order, CancellationToken cancellationToken = default) => connection
        .Sql($"SELECT {Columns} FROM paynode.offers o WHERE order_id = $1 ORDER BY attempt LIMIT $2", order.Value, MaxOfOrder)
        .ListAsync(Read, cancellationToken);

    /// <summary>Offers that a provider has not answered, oldest first.</summary>
    public Task<List<Offer>> UnansweredAsync(ProviderId provider, CancellationToken cancellationToken = default) => dataSource
        .Sql(
            $"SELECT {Columns} FROM paynode.offers o WHERE provider_id = $1 AND state = 'offered' ORDER BY id LIMIT $2", provider.Value,
            MaxUnanswered)
        .ListAsync(Read, cancellationToken);

    /// <summary>
    /// Moves an offer, if <see cref="OfferTransitions"/> allows it from its current state. Acceptance must also not be later than
    /// its <see cref="Offer.AcceptBy"/>. A refused report of payment or failure is stored as a late report, so the transaction
    /// must be committed on refusal too.
    /// </summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="id">Which offer.</param>
    /// <param name="to">The new state.</param>
    /// <param name="now">When.</param>
    /// <param name="change">Further values to set, or null.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <exception cref="InvalidOperationException">There is no such offer.</exception>
    /// <exception cref="PostgresException">
    /// The provider has reported this reference for another offer, even if too late or refused: see <see
    /// cref="IsReferenceUsed"/>.
    /// </exception>
    public async Task<OfferMove> MoveAsync(
        NpgsqlConnection connection,
        OfferId id,
        OfferState to,
        DateTimeOffset now,
        OfferChange? change = null,
        CancellationToken cancellationToken = default)
    {
        change ??= new OfferChange();
        var moved = await CompareAndSetAsync(connection, id, to, now, change, cancellationToken);
        if (moved is not null)
        {
            await ClaimReferenceAsync(connection, moved, to, change, cancellationToken);
            return new OfferMove(MoveOutcome.Moved, moved);
        }

        // The state machine has no way back, so what the compare-and-set refused stays refused.
        var current = await connection
            .Sql($"SELECT {Columns} FROM paynode.offers o WHERE id = $1", id.Value)
            .FirstAsync(Read, cancellationToken)
            ?? throw new InvalidOperationException($"There is no offer {id}.");
        await NoteReferenceAsync(connection, current, to, change, cancellationToken);
        if (current.State == to)
        {
            return new OfferMove(MoveOutcome.AlreadyThere, current);
        }

        if (to is OfferState.Fulfilled or OfferState.Failed)
        {
            await KeepLateReportAsync(connection, id, to, now, change, cancellationToken);
        }

        return new OfferMove(MoveOutcome.Refused, current);
    }

    /// <summary>Seals the report of a fulfilled offer without a valid seal, because the provider has repeated the report.</summary>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="id">Which offer.</param>
    /// <param name="reference">The reference that is sealed; the offer's own.</param>
    /// <param name="reportSeal">The seal.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<int> SealReportAsync(
        NpgsqlConnection connection, OfferId id, string reference, byte[] reportSeal,
        CancellationToken cancellationToken = default) => connection
        .Sql(
            "UPDATE paynode.offers SET report_seal = $3 WHERE id = $1 AND state = 'fulfilled' AND reference = $2", id.Value, reference,
            reportSeal)
        .ExecuteAsync(cancellationToken);

    /// <summary>Offers that are open or paid, of orders that have not ended.</summary>
    internal static Task<List<Offer>> OfOpenOrdersAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection
        .Sql(
            $"""
            SELECT {Columns} FROM paynode.offers o JOIN paynode.orders r ON r.id = o.order_id
            WHERE o.state IN ('offered', 'accepted', 'fulfilled') AND r.state NOT IN ('settled', 'refunded', 'cancelled', 'expired')
            FOR UPDATE OF o
            """)
        .ListAsync(Read, cancellationToken);

    /// <summary>
    /// Whether a transition failed because its reference was reported for another offer of the provider. The transaction is
    /// aborted.
    /// </summary>
    public static bool IsReferenceUsed(PostgresException fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        return fault is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: ReferenceOnce or ReferenceKey };
    }

    /// <summary>Ends an order's unanswered offers other than the accepted one.</summary>
    /// <param name="connection">With an open transaction that holds the order's lock.</param>
    /// <param name="accepted">The accepted offer.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The offers that ended.</returns>
    public Task<List<Offer>> LapseCompanionsAsync(
        NpgsqlConnection connection, Offer accepted, DateTimeOffset now, CancellationToken cancellationToken) => connection.Sql(
        $"""
        UPDATE paynode.offers o SET state = 'lapsed', code = $3, updated_at = greatest(updated_at, $4)
        WHERE order_id = $1 AND id <> $2 AND state = 'offered' RETURNING {Columns}
        """,
        accepted.Order.Value, accepted.Id.Value, LapseCode.AnotherAccepted, now).ListAsync(Read, cancellationToken);

    private static Task<Offer?> CompareAndSetAsync(
        NpgsqlConnection connection, OfferId id, OfferState to, DateTimeOffset now, OfferChange change, CancellationToken cancellationToken)
    {
        var from = Enum.GetValues<OfferState>().Where(state => OfferTransitions.Allows(state, to)).Select(state => state.ToWire());
        return connection.Sql(
            $"""
            UPDATE paynode.offers o SET
                state = $2, updated_at = greatest(updated_at, $4),
                reference = coalesce($5, reference), code = coalesce($6, code), reason = coalesce($7, reason),
                report_seal = coalesce($8, report_seal)
            WHERE id = $1 AND state = ANY($3) AND ($2 <> 'accepted' OR accept_by >= $4)
            RETURNING {Columns}
            """,
            id.Value,
            to.ToWire(),
            from.ToArray(),
            now,
            change.Reference,
            change.Code,
            change.Reason,
            change.ReportSeal).FirstAsync(Read, cancellationToken);
    }

    // A report that counts needs a reference that the provider has not reported for another offer, now or concurrently: of two
    // transactions the second waits for the first, and then violates the key.
    private static Task ClaimReferenceAsync(
        NpgsqlConnection connection, Offer offer, OfferState reported, OfferChange change, CancellationToken cancellationToken) =>
        reported != OfferState.Fulfilled || change.Reference is null ? Task.CompletedTask : connection.Sql(
            """
            INSERT INTO paynode.provider_references (provider_id, reference, offer_id)
            SELECT $1, lower(btrim($2)), $3 WHERE NOT EXISTS (
                SELECT 1 FROM paynode.provider_references r WHERE r.provider_id = $1 AND r.reference = lower(btrim($2)) AND r.offer_id = $3)
            """,
            offer.Provider.Value, change.Reference, offer.Id.Value).ExecuteAsync(cancellationToken);

    // A report that does not count (late, repeated or contradicting the first) still reserves its reference, so that it cannot
    // pay another offer.
    private static Task NoteReferenceAsync(
        NpgsqlConnection connection, Offer offer, OfferState reported, OfferChange change, CancellationToken cancellationToken) =>
        reported != OfferState.Fulfilled || change.Reference is null ? Task.CompletedTask : connection.Sql(
            "INSERT INTO paynode.provider_references (provider_id, reference, offer_id) VALUES ($1, lower(btrim($2)), $3) ON CONFLICT DO "
                + "NOTHING",
            offer.Provider.Value, change.Reference, offer.Id.Value).ExecuteAsync(cancellationToken);

    // One row for each offer and kind of report, however often a provider repeats it.
    private static Task<int> KeepLateReportAsync(
        NpgsqlConnection connection, OfferId id, OfferState reported, DateTimeOffset now, OfferChange change,
        CancellationToken cancellationToken) =>
        connection.Sql(
            """
            INSERT INTO paynode.offer_late_reports AS late (offer_id, reported, reference, code, reason, first_at, last_at)
            VALUES ($1, $2, $3, $4, $5, $6, $6)
            ON CONFLICT (offer_id, reported) DO UPDATE SET
                times = late.times + 1, last_at = excluded.last_at,
                reference = excluded.reference, code = excluded.code, reason = excluded.reason
            """,
            id.Value, reported.ToWire(), change.Reference, change.Code, change.Reason, now).ExecuteAsync(cancellationToken);

    private static Offer Read(NpgsqlDataReader row) => new()
    {
        Id = new OfferId(row.GetGuid(0)),
        Order = new OrderId(row.GetGuid(1)),
        Provider = new ProviderId(row.GetGuid(2)),
        Attempt = row.GetInt32(3),
        State = State(row.GetString(4)),
        OfferedAt = row.Time(5),
        AcceptBy = row.Time(6),
        PayBy = row.Time(7),
        CloseBy = row.Time(8),
        UpdatedAt = row.Time(9),
        Reference = row.TextOrNull(10),
        Code = row.TextOrNull(11),
        Reason = row.TextOrNull(12),
        SettlementAddress = row.TextOrNull(13),
        SettlementSeal = row.IsDBNull(14) ? null : row.GetFieldValue<byte[]>(14),
        ReportSeal = row.IsDBNull(15) ? null : row.GetFieldValue<byte[]>(15),
    };

    private static OfferState State(string text) => Enum.Parse<OfferState>(text, ignoreCase: true);
}

/// <summary>Result of an offer's transition.</summary>
/// <param name="Outcome">Whether it moved.</param>
/// <param name="Offer">The offer after it.</param>
public sealed record OfferMove(MoveOutcome Outcome, Offer Offer)
{
    /// <summary>Whether the offer is in the requested state, now or before.</summary>
    public bool IsThere => Outcome is MoveOutcome.Moved or MoveOutcome.AlreadyThere;
}
