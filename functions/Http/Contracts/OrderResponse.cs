using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>An order.</summary>
/// <param name="Id">Which order.</param>
/// <param name="State">Where it stands. settled, refunded, cancelled and expired are ends.</param>
/// <param name="QuoteId">The quote that it took up.</param>
/// <param name="Corridor">"USDC-NGN".</param>
/// <param name="Source">What the payer locks, fee included.</param>
/// <param name="Payout">What the recipient gets.</param>
/// <param name="Fee">Paynode's fee, part of the source.</param>
/// <param name="Rate">Fiat for one token, after the fee.</param>
/// <param name="Reference">Your own reference.</param>
/// <param name="Recipient">Who gets the local money.</param>
/// <param name="RefundAddress">Where the funds go back to.</param>
/// <param name="Deposit">How to fund it.</param>
/// <param name="Transactions">Its transactions on the chain so far.</param>
/// <param name="Settlement">How far its release or refund has come, and why it waits if it does; null before one is decided.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="UpdatedAt">When it last moved.</param>
public sealed record OrderResponse(
    string Id,
    [property: WireValues(typeof(OrderState))] string State,
    string QuoteId,
    string Corridor,
    AmountMessage Source,
    AmountMessage Payout,
    AmountMessage Fee,
    string Rate,
    string? Reference,
    Recipient Recipient,
    string RefundAddress,
    DepositInstructions Deposit,
    IReadOnlyList<TransactionResponse> Transactions,
    SettlementProgress? Settlement,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>The response for an order.</summary>
    public static OrderResponse Of(Order order, DepositInstructions deposit, IReadOnlyList<TransactionResponse> transactions, SettlementProgress? settlement) => new(
        order.Id.ToString(),
        order.State.ToWire(),
        order.Quote.ToString(),
        order.Corridor.ToString(),
        AmountMessage.Of(order.Price.Source),
        AmountMessage.Of(order.Price.Payout),
        AmountMessage.Of(order.Price.Fee),
        order.Price.Rate.ToString(),
        order.Reference,
        order.Recipient,
        order.RefundAddress,
        deposit,
        transactions,
        settlement,
        order.CreatedAt,
        order.UpdatedAt);
}
