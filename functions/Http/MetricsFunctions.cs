using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Metrics of a corridor's providers, for the operator.</summary>
public sealed class MetricsFunctions(ApiEndpoint api, CorridorCatalogue corridors, ProviderMetricsService service)
{
    /// <summary>Reads the forty metrics of each provider of a corridor.</summary>
    [Function(nameof(GetCorridorMetrics))]
    [ApiOperation("Operator", "Read the forty figures kept of each provider of a corridor.", Caller = Caller.Operator,
        Response = typeof(CorridorMetricsResponse), Problems = "corridor_unknown corridor_malformed")]
    public Task<IResult> GetCorridorMetrics(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/corridors/{corridorId}/metrics")] HttpRequest request,
        string corridorId,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync(request, async () =>
        {
            var corridor = corridors.Find(corridorId);
            if (!corridor.Succeeded)
            {
                return corridor.Problem.ToResult();
            }

            var providers = await service.ReadAsync(corridor.Value.Id, cancellationToken);
            return Answers.Ok(new CorridorMetricsResponse(
                corridor.Value.Id.ToString(),
                [.. providers.Select(it => new ProviderMetricsResponse(it.Provider.Id.ToString(), it.Provider.Name, it.Figures))]));
        });
}
