using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace Paynode.Client;

/// <summary>Takes up a quote.</summary>
/// <param name="QuoteId">The quote; it has not expired and was not used.</param>
/// <param name="Recipient">Who gets the local money.</param>
/// <param name="RefundAddress">Where the funds go back to when the order cannot be paid: an address on the corridor's chain.</param>
/// <param name="Reference">Your own reference, unique among your orders: up to 64 letters, digits, '-' and '_'.</param>
public sealed record OrderRequest(string? QuoteId, RecipientRequest? Recipient, string? RefundAddress, string? Reference = null);

/// <summary>Who gets the local money.</summary>
/// <param name="Institution">Bank or mobile-money code.</param>
/// <param name="AccountIdentifier">Account or phone number there.</param>
/// <param name="AccountName">The holder's name.</param>
/// <param name="Memo">Text for the statement.</param>
/// <param name="Method">How it is paid out; bank when it is not given.</param>
public sealed record RecipientRequest(
    string? Institution, string? AccountIdentifier, string? AccountName, string? Memo = null,
    [property: AllowedValues(PayoutMethods.Bank, PayoutMethods.MobileMoney)] string? Method = null);

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
    [property: AllowedValues(
        "initiated", "deposited", "pending", "fulfilling", "fulfilled", "validated", "settling", "settled",
        "cancelled", "refunding", "refunded", "expired")]
    string State,
    string QuoteId,
    string Corridor,
    MoneyAmount Source,
    MoneyAmount Payout,
    MoneyAmount Fee,
    string Rate,
    string? Reference,
    RecipientResponse Recipient,
    string RefundAddress,
    DepositResponse Deposit,
    IReadOnlyList<TransactionResponse> Transactions,
    SettlementProgressResponse? Settlement,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    /// <summary>Whether its state is an end.</summary>
    public bool IsTerminal() => State is "settled" or "refunded" or "cancelled" or "expired";
}

/// <summary>Who gets the local money.</summary>
/// <param name="Institution">Bank or mobile-money code.</param>
/// <param name="AccountIdentifier">Account or phone number there.</param>
/// <param name="AccountName">The holder's name.</param>
/// <param name="Memo">Text for the statement; may be empty.</param>
/// <param name="Method">How it is paid out: <see cref="PayoutMethods.Bank"/> or <see cref="PayoutMethods.MobileMoney"/>.</param>
public sealed record RecipientResponse(
    string Institution, string AccountIdentifier, string AccountName, string Memo = "", string Method = PayoutMethods.Bank);

/// <summary>One of an order's transactions on the chain.</summary>
/// <param name="Kind">What it did with the funds.</param>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="Hash">The transaction's hash.</param>
/// <param name="At">When Paynode took it as final enough.</param>
public sealed record TransactionResponse(
    [property: AllowedValues("lock", "release", "refund")] string Kind, string Chain, string Hash, DateTimeOffset At);

/// <summary>How far the release or refund of an order has come.</summary>
/// <param name="Kind">release or refund.</param>
/// <param name="State">
/// queued: waits for its batch; sending: in a batch whose transaction is on its way; mined: in a block that is not final
/// enough; done; parked: it failed alone and is tried again later.
/// </param>
/// <param name="Waiting">Why nothing happens at the moment, such as gas_ceiling; null while things move.</param>
/// <param name="TransactionHash">The transaction that carries it, once it is signed.</param>
public sealed record SettlementProgressResponse(string Kind, string State, string? Waiting, string? TransactionHash);

/// <summary>A page of orders, newest first.</summary>
/// <param name="Orders">The orders.</param>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; absent on the last one.</param>
public sealed record OrderListResponse(IReadOnlyList<OrderResponse> Orders, string? NextCursor);

/// <summary>A page of an order's history, oldest first.</summary>
/// <param name="Events">The events.</param>
/// <param name="NextCursor">Send it as <c>cursor</c> for the next page; absent on the last one.</param>
/// <param name="Counted">What unknown parties did that names the order, counted.</param>
public sealed record OrderEventsResponse(
    IReadOnlyList<OrderEventResponse> Events, string? NextCursor, IReadOnlyList<OrderCountedResponse> Counted);

/// <summary>One movement in an order's history.</summary>
/// <param name="Sequence">1, 2, 3 … within the order.</param>
/// <param name="Type">A state ("settled") or a fact on the way ("offer.made").</param>
/// <param name="At">When.</param>
/// <param name="Data">Further facts.</param>
public sealed record OrderEventResponse(int Sequence, string Type, DateTimeOffset At, IReadOnlyDictionary<string, string> Data);

/// <summary>What unknown parties did that names an order: counted, and not told one by one.</summary>
/// <param name="Type">What happened: "deposit.mismatched". The first is among the events too.</param>
/// <param name="Count">How often.</param>
/// <param name="FirstAt">When it happened first.</param>
/// <param name="LastAt">When it happened last.</param>
/// <param name="Data">Facts of the last one.</param>
public sealed record OrderCountedResponse(
    string Type, long Count, DateTimeOffset FirstAt, DateTimeOffset LastAt, IReadOnlyDictionary<string, string> Data);

/// <summary>How an order was routed.</summary>
/// <param name="OrderId">Which order.</param>
/// <param name="Decisions">
/// One for each attempt, first to last: every candidate with its numbers and place, or the gate that refused it.
/// </param>
public sealed record OrderDecisionResponse(string OrderId, IReadOnlyList<JsonElement> Decisions);
