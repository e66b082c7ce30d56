using Npgsql;
using Paynode.Chain.Primitives;

namespace Paynode.Payments;

/// <summary>Creates an order from a quote: validates the request, uses the quote, fixes the escrow's terms.</summary>
public sealed class OrderOpening(
    OrderService service, QuoteStore quotes, OrderStore orders, CorridorCatalogue corridors, EscrowDirectory escrows,
    ChainRegistry registry, ChainStopStore stops,
    SenderLimits limits, TimeProvider timeProvider)
{
    private const int MaxReferenceLength = 64;

    /// <summary>Opens an order within the caller's transaction.</summary>
    /// <returns>
    /// The order, or <c>quote_unknown</c>, <c>quote_expired</c>, <c>quote_used</c>, <c>recipient_invalid</c>,
    /// <c>address_invalid</c>, <c>reference_invalid</c>, <c>reference_taken</c>, <c>payout_off_step</c>, <c>unfunded_limit_reached</c>,
    /// <c>chain_paused</c>. On a problem the quote stays unused, as the transaction must be rolled back.
    /// </returns>
    public async Task<Result<Order>> OpenAsync(
        NpgsqlConnection connection, TenantId tenant, OrderInput input, CancellationToken cancellationToken)
    {
        var recipient = Recipient.Create(input.Institution, input.AccountIdentifier, input.AccountName, input.Memo, input.Method);
        if (!recipient.Succeeded)
        {
            return recipient.Problem;
        }

        if (CheckReference(input.Reference) is { } problem)
        {
            return problem;
        }

        var refundTo = escrows.ParseReceiver(input.RefundAddress, "refundAddress");
        if (!refundTo.Succeeded)
        {
            return refundTo.Problem;
        }

        var now = timeProvider.GetUtcNow();
        var cancelledSince = now.AddMinutes(-limits.LapsedQuoteMinutes);
        if (await orders.CountUnfundedAsync(
            connection, tenant, cancelledSince, limits.UnfundedOrders, cancellationToken) >= limits.UnfundedOrders)
        {
            return new Problem(
                "unfunded_limit_reached",
                $"{limits.UnfundedOrders} of your orders wait for their funds, or were cancelled just now; fund some first, or wait.");
        }

        var id = OrderId.New(now);
        var quote = QuoteId.TryParse(input.QuoteId, out var quoteId)
            ? await quotes.TryTakeAsync(connection, quoteId, tenant, id, now, cancellationToken)
            : QuoteService.Unknown;
        if (!quote.Succeeded)
        {
            return quote.Problem;
        }

        if (await stops.IsStoppedAsync(connection, corridors.Find(quote.Value.Corridor)!.Chain, cancellationToken))
        {
            return QuoteService.Paused;
        }

        // Priced for another method, or before the corridor's step was changed.
        var step = corridors.Find(quote.Value.Corridor)!.StepOf(recipient.Value.Method);
        if (!step.Fits(quote.Value.Price.Payout))
        {
            return QuoteService.OffStep(step, quote.Value.Price.Payout, "recipient.method");
        }

        var order = NewOrder(id, quote.Value, recipient.Value, refundTo.Value, input.Reference, now);
        await registry.Named(order.Chain).Deposits.RegisterDepositAsync(
            connection, escrows.On(order.Chain).TermsOf(order), cancellationToken);
        return await service.OpenAsync(connection, order, cancellationToken);
    }

    private Order NewOrder(OrderId id, Quote quote, Recipient recipient, Address refundTo, string? reference, DateTimeOffset now)
    {
        var corridor = corridors.Find(quote.Corridor)!;
        var depositBy = WholeSeconds(now + corridor.DepositWindow);
        var deadline = depositBy + corridor.EscrowWindow;
        var escrow = escrows.On(corridor.Chain);
        var terms = escrow.TermsFor(id, quote.Price.Source, refundTo, deadline, corridor.ProtocolFee);
        var escrowOrderId = escrow.Contract.OrderIdOf(terms);
        return new Order
        {
            Id = id,
            Tenant = quote.Tenant,
            Quote = quote.Id,
            Corridor = quote.Corridor,
            Price = quote.Price,
            Recipient = recipient,
            Reference = reference,
            Chain = corridor.Chain,
            EscrowOrderId = escrowOrderId.ToString(),
            RefundAddress = refundTo.ToString(),
            DepositAddress = escrow.Contract.DepositAddressOf(escrowOrderId).ToString(),
            ProtocolFee = corridor.ProtocolFee,
            DepositBy = depositBy,
            EscrowDeadline = deadline,
            State = OrderState.Initiated,
            CreatedAt = now,
            UpdatedAt = now,
        };
    }

    private static DateTimeOffset WholeSeconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    private static Problem? CheckReference(string? reference) =>
        reference is null
            || (reference.Length is > 0 and <= MaxReferenceLength && reference.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            ? null
            : new Problem("reference_invalid", $"A reference has 1 to {MaxReferenceLength} letters, digits, '-' and '_'.", "reference");
}

/// <summary>A sender's unvalidated request to create an order from a quote.</summary>
/// <param name="QuoteId">The quote.</param>
/// <param name="Institution">Bank or mobile-money code.</param>
/// <param name="AccountIdentifier">Account or phone number there.</param>
/// <param name="AccountName">The holder's name.</param>
/// <param name="Memo">Text for the statement.</param>
/// <param name="Method">bank or mobile_money.</param>
/// <param name="RefundAddress">The refund address.</param>
/// <param name="Reference">The sender's own reference.</param>
public sealed record OrderInput(
    string? QuoteId,
    string? Institution,
    string? AccountIdentifier,
    string? AccountName,
    string? Memo,
    string? Method,
    string? RefundAddress,
    string? Reference);
