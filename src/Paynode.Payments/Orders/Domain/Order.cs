namespace Paynode.Payments;

/// <summary>A payment: its agreed terms and its current state.</summary>
public sealed record Order
{
    /// <summary>Which order; also the orchestration's instance id and the escrow's reference.</summary>
    public required OrderId Id { get; init; }

    /// <summary>Whose order.</summary>
    public required TenantId Tenant { get; init; }

    /// <summary>The quote that it was created from.</summary>
    public required QuoteId Quote { get; init; }

    /// <summary>From what to what.</summary>
    public required CorridorId Corridor { get; init; }

    /// <summary>Amounts, fee and rate, fixed by the quote.</summary>
    public required Price Price { get; init; }

    /// <summary>Who receives the fiat payout.</summary>
    public required Recipient Recipient { get; init; }

    /// <summary>The tenant's own reference, unique per tenant; may be null.</summary>
    public string? Reference { get; init; }

    /// <summary>The protocol's fee as fixed in the escrow's terms; a later change of the corridor's fee does not affect it.</summary>
    public required BasisPoints ProtocolFee { get; init; }

    /// <summary>The chain whose escrow holds the funds.</summary>
    public required string Chain { get; init; }

    /// <summary>The escrow's id of the order: the hash of its terms, lower-case hex with 0x.</summary>
    public required string EscrowOrderId { get; init; }

    /// <summary>The refund address on the chain.</summary>
    public required string RefundAddress { get; init; }

    /// <summary>An address that belongs to this order alone; funds sent there can only reach its escrow or its refund address.</summary>
    public required string DepositAddress { get; init; }

    /// <summary>Until when it can be funded.</summary>
    public required DateTimeOffset DepositBy { get; init; }

    /// <summary>The escrow's deadline: from then on anyone may refund. Whole seconds.</summary>
    public required DateTimeOffset EscrowDeadline { get; init; }

    /// <summary>Where it stands.</summary>
    public required OrderState State { get; init; }

    /// <summary>
    /// When a reorganisation reverted the order's deposit; null while the escrow holds the funds. Until the deposit is back no
    /// provider gets an offer.
    /// </summary>
    public DateTimeOffset? FundsWithdrawnAt { get; init; }

    /// <summary>
    /// Proves that its amounts, recipient and addresses are those it was created with; null in orders of former releases.
    /// </summary>
    public string? Seal { get; init; }

    /// <summary>When it was created.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Time of its last transition, or when its deposit was reverted or came back.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}
