using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>News about providers, reported by the operator.</summary>
public sealed class IncidentFunctions(
    ApiEndpoint api, IdempotentRequests idempotent, IncidentStore incidents, CorridorCatalogue corridors, TimeProvider timeProvider)
{
    private const int MostText = 1_500;

    /// <summary>Accepts news.</summary>
    [Function(nameof(ReportIncident))]
    [ApiOperation(
        "Operator", "Pass on news of providers. The scorer, where one is configured, hears of it within seconds; it can move no gate.",
        Caller = Caller.Operator, Body = typeof(IncidentRequest), Response = typeof(IncidentResponse), Status = 201, Creates = true,
        Problems = "text_invalid corridor_unknown")]
    public Task<IResult> ReportIncident(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/incidents")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync<IncidentRequest>(request, body => idempotent.CreateAsync<IncidentResponse>(
            request, IdempotentRequests.Operator, body.Bytes, async connection =>
            {
                if (body.Value.Text is not { } text || !VisibleText.IsLines(text, MostText))
                {
                    return new Problem(
                        "text_invalid",
                        $"text has 1 to {MostText} characters, and none but line feeds that controls, breaks or reorders a line.", "text");
                }

                var corridor = body.Value.Corridor is { } named ? corridors.Find(named, "corridor") : default(Result<Corridor>?);
                if (corridor is { Succeeded: false } unknown)
                {
                    return unknown.Problem!;
                }

                var now = timeProvider.GetUtcNow();
                var id = Guid.CreateVersion7(now);
                await incidents.SaveAsync(connection, id, corridor?.Value!.Id, text, now, cancellationToken);
                return new IncidentResponse(id.ToString(), now);
            }));
}
