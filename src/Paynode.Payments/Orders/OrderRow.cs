using Npgsql;

namespace Paynode.Payments;

/// <summary>An order as a row of <c>paynode.orders</c>.</summary>
internal static class OrderRow
{
    /// <summary>The columns of a new order.</summary>
    internal const string NewColumns =
        "id, tenant_id, quote_id, token, fiat, source_minor, fee_minor, rate_scaled, payout_minor, "
        + "institution, account_identifier, account_name, memo, method, reference, protocol_fee_bps, chain, escrow_order_id, "
        + "refund_address, deposit_address, deposit_by, escrow_deadline, state, created_at, updated_at, seal";

    internal const string Columns = NewColumns + ", funds_withdrawn_at";

    internal static object?[] Values(Order order) =>
    [
        order.Id.Value,
        order.Tenant.Value,
        order.Quote.Value,
        order.Corridor.Token.Code,
        order.Corridor.Fiat.Code,
        order.Price.Source.Minor,
        order.Price.Fee.Minor,
        order.Price.Rate.Scaled,
        order.Price.Payout.Minor,
        order.Recipient.Institution,
        order.Recipient.AccountIdentifier,
        order.Recipient.AccountName,
        order.Recipient.Memo,
        order.Recipient.Method,
        order.Reference,
        order.ProtocolFee.Value,
        order.Chain,
        order.EscrowOrderId,
        order.RefundAddress,
        order.DepositAddress,
        order.DepositBy,
        order.EscrowDeadline,
        order.State.ToWire(),
        order.CreatedAt,
        order.UpdatedAt,
        order.Seal,
    ];

    internal static Order Read(NpgsqlDataReader row)
    {
        var corridor = row.Corridor(3);
        return new Order
        {
            Id = new OrderId(row.GetGuid(0)),
            Tenant = new TenantId(row.GetGuid(1)),
            Quote = new QuoteId(row.GetGuid(2)),
            Corridor = corridor,
            Price = row.Price(5, corridor),
            Recipient = new Recipient(row.GetString(9), row.GetString(10), row.GetString(11), row.GetString(12), row.GetString(13)),
            Reference = row.TextOrNull(14),
            ProtocolFee = new BasisPoints(row.GetInt32(15)),
            Chain = row.GetString(16),
            EscrowOrderId = row.GetString(17),
            RefundAddress = row.GetString(18),
            DepositAddress = row.GetString(19),
            DepositBy = row.Time(20),
            EscrowDeadline = row.Time(21),
            State = State(row.GetString(22)),
            CreatedAt = row.Time(23),
            UpdatedAt = row.Time(24),
            Seal = row.TextOrNull(25),
            FundsWithdrawnAt = row.IsDBNull(26) ? null : row.Time(26),
        };
    }

    internal static OrderState State(string text) =>
        OrderTransitions.FromWire(text) ?? throw new InvalidOperationException($"'{text}' is not an order's state.");
}
