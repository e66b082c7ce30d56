using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Providers' reports on themselves. Every call also counts as a heartbeat.</summary>
public sealed class ProviderFunctions(ApiEndpoint api, ProviderService service)
{
    /// <summary>Sets rates.</summary>
    [Function(nameof(SetProviderRates))]
    [ApiOperation(
        "Providers", "Set your rates and limits by corridor.", Caller = Caller.Provider, Body = typeof(RatesRequest), Status = 204,
        Problems =
            "rates_invalid corridor_unknown corridor_not_allowed rate_malformed rate_out_of_range amount_malformed amount_over_precise "
                + "amount_too_large")]
    public Task<IResult> SetProviderRates(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/provider/rates")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForProviderCallAsync<RatesRequest>(request, async (call, body) =>
        {
            var rates = (body.Rates ?? []).Select(
                rate => new RateInput(rate?.Corridor, rate?.Rate, rate?.MinAmount, rate?.MaxAmount, rate?.MaxConcurrent));
            return NoContentOr(await service.SetRatesAsync(call.Provider, [.. rates], call.SignedAt, cancellationToken));
        });

    /// <summary>Sets balances.</summary>
    [Function(nameof(SetProviderLiquidity))]
    [ApiOperation("Providers", "Say what you can pay out now.", Caller = Caller.Provider, Body = typeof(LiquidityRequest), Status = 204,
        Problems = "balances_invalid currency_unknown amount_malformed amount_over_precise amount_too_large")]
    public Task<IResult> SetProviderLiquidity(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/provider/liquidity")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForProviderCallAsync<LiquidityRequest>(request, async (call, body) =>
        {
            var balances = (body.Balances ?? []).Select(balance => new BalanceInput(balance?.Currency, balance?.Available));
            return NoContentOr(await service.SetBalancesAsync(call.Provider, [.. balances], call.SignedAt, cancellationToken));
        });

    /// <summary>A heartbeat.</summary>
    [Function(nameof(ProviderHeartbeat))]
    [ApiOperation("Providers", "Show that you are alive. Without a sign for 45 seconds you get no offers.",
        Caller = Caller.Provider, Body = typeof(EmptyRequest), Status = 204)]
    public Task<IResult> ProviderHeartbeat(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/provider/heartbeat")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForProviderCallAsync<EmptyRequest>(request, async (call, _) =>
        {
            await service.HeartbeatAsync(call.Provider, call.SignedAt, cancellationToken);
            return TypedResults.NoContent();
        });

    private static IResult NoContentOr(Payments.Problem? problem) => problem?.ToResult() ?? TypedResults.NoContent();
}
