using Npgsql;
using Paynode.Routing;

namespace Paynode.Payments;

/// <summary>Prices payments: the best rate there is, less a buffer that keeps failover possible, with liquidity held for it.</summary>
public sealed class QuoteService(
    IRouter router, QuoteStore quotes, CorridorCatalogue corridors, ChainStopStore stops, SenderLimits limits, TimeProvider timeProvider)
{
    private readonly PendingQuotes _pending = new();

    /// <summary>There is no such quote.</summary>
    public static readonly Problem Unknown = new("quote_unknown", "There is no such quote.");

    /// <summary>The corridor's chain is stopped until the operator resumes it, which no interval can promise.</summary>
    public static readonly Problem Paused = new(
        "chain_paused", "This corridor's chain takes no new payments until the operator has resumed it.");

    /// <summary>The payout cannot be paid out: the rail takes multiples of a step.</summary>
    public static Problem OffStep(PayoutStep step, Money payout, string field)
    {
        var down = step.Down(payout);
        var next = down.Minor + step.Minor;
        var up = next <= Money.MaxMinor ? new Money(next, payout.Currency) : down;
        return new Problem("payout_off_step", $"Payouts are multiples of {step} here: {down} or {up}, not {payout}.", field);
    }

    private static readonly Problem NoLiquidity = new("no_liquidity", "No provider can take this amount at the moment.");

    private static readonly Problem TooManyOpen = new(
        "quote_limit_reached",
        "Your quotes, those that lapsed unused in the last minutes among them, come to all that one sender may hold of this "
        + "corridor's liquidity.");

    /// <summary>Prices a payment; exactly one of the two amounts is given. Nothing is reserved or stored.</summary>
    /// <returns>
    /// The price, or <c>corridor_unknown</c>, <c>amount_missing</c>, <c>amount_ambiguous</c>, <c>amount_out_of_range</c>,
    /// <c>method_unknown</c>, <c>payout_off_step</c>, <c>chain_paused</c>, <c>no_liquidity</c>, or what <see cref="Money.Parse"/> found.
    /// </returns>
    public async Task<Result<PricedPayment>> PriceAsync(
        string? corridorText, string? amount, string? payoutAmount, string? method, CancellationToken cancellationToken)
    {
        var corridor = corridors.Find(corridorText, "corridor");
        if (!corridor.Succeeded)
        {
            return corridor.Problem;
        }

        var asked = ParseAmount(corridor.Value, amount, payoutAmount);
        if (!asked.Succeeded)
        {
            return asked.Problem;
        }

        if (method is not null && !Recipient.Methods.Contains(method))
        {
            return new Problem("method_unknown", $"method is {string.Join(" or ", Recipient.Methods)}, or left out.", "method");
        }

        var step = corridor.Value.StepOf(method);
        if (!asked.Value.Currency.IsToken && !step.Fits(asked.Value))
        {
            return OffStep(step, asked.Value, "payoutAmount");
        }

        if (QuoteLimits.CheckAsked(corridor.Value, asked.Value) is { } outOfRange)
        {
            return outOfRange;
        }

        if (await stops.FindAsync(corridor.Value.Chain, cancellationToken) is not null)
        {
            return Paused;
        }

        // An amount that nobody takes is priced all the same: what the corridor's limits exclude is not to be tried again later.
        var best = await router.BestRateAsync(corridor.Value.Id, asked.Value, cancellationToken);
        if ((best?.Rate ?? await router.ReferenceRateAsync(corridor.Value.Id, cancellationToken)) is not { } rate)
        {
            return NoLiquidity;
        }

        if (best is not null)
        {
            step = step.And(best.PayoutStep);
        }

        if (!asked.Value.Currency.IsToken && !step.Fits(asked.Value))
        {
            return OffStep(step, asked.Value, "payoutAmount");
        }

        var priceAsked = PriceOf(corridor.Value, asked.Value, rate.Less(corridor.Value.QuoteBuffer), step);
        var priced = QuoteLimits.Check(corridor.Value, asked.Value, priceAsked);
        return priced.Map(price => new PricedPayment(corridor.Value, price));
    }

    /// <summary>
    /// Reserves the liquidity of a quote while it is stored, with <see cref="StoreAsync"/>. Unless it was stored, the liquidity is
    /// released, whatever ended the attempt. What a sender's attempts reserve at the same time counts towards its limit, so that
    /// none is refused only after it has reserved.
    /// </summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="tenant">Whose quote.</param>
    /// <param name="priced">What <see cref="PriceAsync"/> found.</param>
    /// <param name="store">Stores the quote, or answers with <c>no_liquidity</c> or <c>quote_limit_reached</c>; says whether it was
    /// stored.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public async Task<T> ReserveAsync<T>(
        TenantId tenant, PricedPayment priced, Func<Result<Quote>, Task<(T Answer, bool IsStored)>> store,
        CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var (corridor, price) = (priced.Corridor, priced.Price);
        using var place = _pending.Enter(tenant, price.Payout);
        if (limits.LiquidityPercent < 100)
        {
            var (lapsedSince, createdSince) = CountedSince(now);
            var share = await quotes.ReadShareAsync(tenant, corridor.Id, lapsedSince, createdSince, cancellationToken);
            if (share.IsExceededBy(price.Payout, limits.LiquidityPercent, place.Ahead))
            {
                // What the corridor does not have is not there for anyone, however little the sender holds.
                return (await store(share.Liquidity < price.Payout ? NoLiquidity : TooManyOpen)).Answer;
            }
        }

        var id = QuoteId.New(now);
        var isStored = false;
        try
        {
            // Not cancelled: of a reservation that was given up half-way nobody knows whether it was made.
            var reservation = new QuoteReservation(id, corridor.Id, price.Source, price.Payout, price.Rate, now + corridor.QuoteTtl);
            var provider = await router.ReserveQuoteAsync(reservation, CancellationToken.None);
            Result<Quote> quote = provider is { } reserved
                ? new Quote(id, tenant, corridor.Id, price, reservation.ExpiresAt, reserved, now)
                : NoLiquidity;
            (var answer, isStored) = await store(quote);
            return answer;
        }
        finally
        {
            if (!isStored)
            {
                await router.ReleaseQuoteAsync(id, corridor.Id, CancellationToken.None);
            }
        }
    }

    /// <summary>Stores a quote within the caller's transaction.</summary>
    /// <returns>Null, or <c>quote_limit_reached</c>.</returns>
    public async Task<Problem?> StoreAsync(NpgsqlConnection connection, Quote quote, CancellationToken cancellationToken)
    {
        if (limits.LiquidityPercent < 100 && await IsTooMuchAsync(connection, quote, cancellationToken))
        {
            return TooManyOpen;
        }

        await quotes.InsertAsync(connection, quote, cancellationToken);
        return null;
    }

    private TimeSpan LongestQuote => corridors.All.Max(corridor => corridor.QuoteTtl);

    private async Task<bool> IsTooMuchAsync(NpgsqlConnection connection, Quote quote, CancellationToken cancellationToken)
    {
        var (lapsedSince, createdSince) = CountedSince(quote.CreatedAt);
        var share = await quotes.ShareAsync(connection, quote.Tenant, quote.Corridor, lapsedSince, createdSince, cancellationToken);
        return share.IsExceededBy(quote.Price.Payout, limits.LiquidityPercent);
    }

    /// <summary>What ended since the first time counts; none of it has an order from before the second.</summary>
    private (DateTimeOffset LapsedSince, DateTimeOffset CreatedSince) CountedSince(DateTimeOffset now)
    {
        var lapsedSince = now.AddMinutes(-limits.LapsedQuoteMinutes);
        return (lapsedSince, lapsedSince - LongestQuote);
    }

    private static Result<Money> ParseAmount(Corridor corridor, string? amount, string? payoutAmount) => (amount, payoutAmount) switch
    {
        (null, null) => new Problem("amount_missing", "Give amount or payoutAmount.", "amount"),
        (not null, not null) => new Problem("amount_ambiguous", "Give amount or payoutAmount, not both.", "amount"),
        (not null, null) => Money.ParsePositive(amount, corridor.Id.Token, "amount"),
        _ => Money.ParsePositive(payoutAmount, corridor.Id.Fiat, "payoutAmount"),
    };

    private static Price PriceOf(Corridor corridor, Money asked, ExchangeRate rate, PayoutStep step) => asked.Currency.IsToken
        ? Price.FromSource(asked, corridor.ProtocolFee, rate, step)
        : Price.FromPayout(asked, corridor.ProtocolFee, rate, corridor.Id.Token);
}

/// <summary>The current price of a payment; nothing is reserved for it.</summary>
/// <param name="Corridor">Its corridor.</param>
/// <param name="Price">Its price.</param>
public sealed record PricedPayment(Corridor Corridor, Price Price);
