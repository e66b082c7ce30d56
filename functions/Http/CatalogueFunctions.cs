using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>The public catalogue: corridors, currencies and this API.</summary>
public sealed class CatalogueFunctions(ApiEndpoint api, CorridorCatalogue corridors, OpenApiSpecification specification)
{
    /// <summary>Lists the corridors.</summary>
    [Function(nameof(ListCorridors))]
    [ApiOperation("Catalogue", "List the corridors with their limits.", Response = typeof(CorridorListResponse))]
    public Task<IResult> ListCorridors([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/corridors")] HttpRequest request) =>
        api.ForAnyoneAsync(() => Task.FromResult(Answers.Ok(new CorridorListResponse(
            [.. corridors.All.OrderBy(corridor => corridor.Id.ToString(), StringComparer.Ordinal).Select(OperatorMapping.ToResponse)]))));

    /// <summary>Lists the currencies.</summary>
    [Function(nameof(ListCurrencies))]
    [ApiOperation("Catalogue", "List the currencies with their decimals and countries.", Response = typeof(CurrencyListResponse))]
    public Task<IResult> ListCurrencies([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/currencies")] HttpRequest request) =>
        api.ForAnyoneAsync(() => Task.FromResult(Answers.Ok(new CurrencyListResponse(
            [.. Currencies.All.OrderBy(currency => currency.Code, StringComparer.Ordinal).Select(Show)]))));

    /// <summary>The OpenAPI document.</summary>
    [Function(nameof(GetOpenApi))]
    [ApiOperation("Catalogue", "This document.")]
    public Task<IResult> GetOpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request) =>
        api.ForAnyoneAsync(() => Task.FromResult<IResult>(TypedResults.Text(specification.Json, "application/json")));

    private static CurrencyResponse Show(Currency currency) =>
        new(currency.Code, currency.Exponent, currency.IsToken ? "token" : "fiat", Countries.Of(currency));
}
