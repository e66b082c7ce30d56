using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Quotes, orders and offers between the API's types and the domain's.</summary>
internal static class OrderMapping
{
    /// <summary>What the request says, for the order to be opened with.</summary>
    public static OrderInput ToInput(this OrderRequest request) => new(
        request.QuoteId,
        request.Recipient?.Institution,
        request.Recipient?.AccountIdentifier,
        request.Recipient?.AccountName,
        request.Recipient?.Memo,
        request.Recipient?.Method,
        request.RefundAddress,
        request.Reference);

    /// <inheritdoc cref="AmountMessage.Of"/>
    public static MoneyAmount ToAmount(this Money money) => new(money.ToDecimalString(), money.Currency.Code);

    /// <inheritdoc cref="AmountMessage.ToMoney"/>
    public static Result<Money> ToMoney(this MoneyAmount amount, string field) =>
        new AmountMessage(amount.Amount, amount.Currency).ToMoney(field);

    public static QuoteResponse ToResponse(this Quote quote) => new(
        quote.Id.ToString(),
        quote.Corridor.ToString(),
        quote.Price.Source.ToAmount(),
        quote.Price.Payout.ToAmount(),
        quote.Price.Rate.ToString(),
        quote.Price.Fee.ToAmount(),
        quote.Price.RoundedOff.ToAmount(),
        quote.ExpiresAt);

    public static OrderResponse ToResponse(
        this Order order, DepositInstructions deposit, IEnumerable<OrderTransaction> transactions, SettlementProgress? settlement) => new(
        order.Id.ToString(),
        order.State.ToWire(),
        order.Quote.ToString(),
        order.Corridor.ToString(),
        order.Price.Source.ToAmount(),
        order.Price.Payout.ToAmount(),
        order.Price.Fee.ToAmount(),
        order.Price.Rate.ToString(),
        order.Reference,
        order.Recipient.ToResponse(),
        order.RefundAddress,
        deposit.ToResponse(),
        [.. transactions.Select(ToResponse)],
        settlement?.ToResponse(),
        order.CreatedAt,
        order.UpdatedAt);

    public static OrderEventResponse ToResponse(this OrderEvent happened) =>
        new(happened.Sequence, happened.Type, happened.At, happened.Data);

    public static OrderCountedResponse ToResponse(this OrderCounted counted) =>
        new(counted.Type, counted.Count, counted.FirstAt, counted.LastAt, counted.Data);

    public static OfferResponse ToResponse(this Offer offer) => new(offer.Id.ToString(), offer.State.ToWire(), offer.PayBy);

    private static RecipientResponse ToResponse(this Recipient recipient) =>
        new(recipient.Institution, recipient.AccountIdentifier, recipient.AccountName, recipient.Memo, recipient.Method);

    private static TransactionResponse ToResponse(this OrderTransaction transaction) =>
        new(transaction.Kind.ToString().ToLowerInvariant(), transaction.Chain, transaction.Hash, transaction.At);

    private static SettlementProgressResponse ToResponse(this SettlementProgress progress) =>
        new(progress.Kind, progress.State, progress.Waiting, progress.TransactionHash);

    private static DepositResponse ToResponse(this DepositInstructions deposit) => new(
        deposit.Chain,
        deposit.ChainId,
        deposit.Escrow,
        deposit.Token,
        deposit.TokenAddress,
        deposit.Amount,
        deposit.Address,
        deposit.DepositBy,
        deposit.Deadline,
        deposit.EscrowOrderId,
        [.. deposit.Calls.Select(call => new DepositCallResponse(call.Purpose, call.To, call.Data))],
        deposit.Terms.ToResponse());

    private static DepositTermsResponse ToResponse(this DepositTerms terms) => new(
        terms.OrderRef,
        terms.Token,
        terms.Amount,
        terms.Payer,
        terms.RefundTo,
        terms.Deadline,
        terms.ProtocolFeeBps,
        terms.IntegratorFeeBps,
        terms.Integrator,
        terms.Mode);
}
