using Npgsql;
using Paynode.Domain;
using Paynode.Routing;
using Paynode.Storage;

namespace Paynode.Orchestrations;

/// <summary>Prices payments: the best rate there is, less a buffer that keeps failover possible, with liquidity held for it.</summary>
public sealed class QuoteDesk(IRouter router, QuoteStore quotes, CorridorCatalogue corridors, TimeProvider clock)
{
    /// <summary>There is no such quote.</summary>
    public static readonly Problem Unknown = new("quote_unknown", "There is no such quote.");

    private static readonly Problem NoLiquidity = new("no_liquidity", "No provider can take this amount at the moment.");

    /// <summary>Makes a quote within the caller's transaction; exactly one of the two amounts is given.</summary>
    /// <returns>
    /// The quote, or <c>corridor_unknown</c>, <c>amount_missing</c>, <c>amount_ambiguous</c>, <c>amount_out_of_range</c>,
    /// <c>no_liquidity</c>, or what <see cref="Money.Parse"/> found.
    /// </returns>
    public async Task<Result<Quote>> QuoteAsync(
        NpgsqlConnection connection, TenantId tenant, string? corridorText, string? amount, string? payoutAmount, CancellationToken cancellationToken)
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

        var best = await router.BestRateAsync(corridor.Value.Id, asked.Value, cancellationToken);
        if (best is null)
        {
            return NoLiquidity;
        }

        var priced = CheckLimits(corridor.Value, PriceOf(corridor.Value, asked.Value, best.Rate.Less(corridor.Value.QuoteBuffer)));
        return priced.Succeeded
            ? await ReserveAsync(connection, tenant, corridor.Value, priced.Value, cancellationToken)
            : priced.Problem;
    }

    private async Task<Result<Quote>> ReserveAsync(
        NpgsqlConnection connection, TenantId tenant, Corridor corridor, Price price, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var id = QuoteId.New(now);
        var expiresAt = now + corridor.QuoteTtl;
        var reservation = new QuoteReservation(id, corridor.Id, price.Source, price.Payout, price.Rate, expiresAt);
        if (await router.ReserveQuoteAsync(reservation, cancellationToken) is not { } provider)
        {
            return NoLiquidity;
        }

        var quote = new Quote(id, tenant, corridor.Id, price, expiresAt, provider, now);
        await quotes.InsertAsync(connection, quote, cancellationToken);
        return quote;
    }

    private static Result<Money> ParseAmount(Corridor corridor, string? amount, string? payoutAmount) => (amount, payoutAmount) switch
    {
        (null, null) => new Problem("amount_missing", "Give amount or payoutAmount.", "amount"),
        (not null, not null) => new Problem("amount_ambiguous", "Give amount or payoutAmount, not both.", "amount"),
        (not null, null) => Money.ParsePositive(amount, corridor.Id.Token, "amount"),
        _ => Money.ParsePositive(payoutAmount, corridor.Id.Fiat, "payoutAmount"),
    };

    private static Price PriceOf(Corridor corridor, Money asked, ExchangeRate rate) => asked.Currency.IsToken
        ? Price.FromSource(asked, corridor.ProtocolFee, rate, corridor.Id.Fiat)
        : Price.FromPayout(asked, corridor.ProtocolFee, rate, corridor.Id.Token);

    private static Result<Price> CheckLimits(Corridor corridor, Price price) =>
        price.Source < corridor.MinAmount || price.Source > corridor.MaxAmount || !price.Payout.IsPositive
            ? new Problem("amount_out_of_range", $"An order in {corridor.Id} has {corridor.MinAmount} to {corridor.MaxAmount}.", "amount")
            : price;
}
