using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Liveness and readiness.</summary>
public sealed class HealthFunctions(ApiEndpoint api, Readiness readiness)
{
    /// <summary>The process responds.</summary>
    [Function(nameof(Health))]
    [ApiOperation("Health", "Whether the process lives.", Response = typeof(HealthResponse))]
    public Task<IResult> Health([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "health")] HttpRequest request) =>
        api.ForAnyoneAsync(() => Task.FromResult(Answers.Ok(new HealthResponse("ok", new Dictionary<string, string>()))));

    /// <summary>The database accepts writes, routing index and chains respond.</summary>
    [Function(nameof(Ready))]
    [ApiOperation(
        "Health",
        "Whether the database can write, and routing index and chains answer. 503 when one does not. Looked at once a second at most.",
        Response = typeof(HealthResponse))]
    public Task<IResult> Ready(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "ready")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForAnyoneAsync(async () =>
        {
            var checks = await readiness.CheckAsync(cancellationToken);
            var ready = checks.Values.All(state => state == Readiness.Ok);
            var body = new HealthResponse(ready ? Readiness.Ok : "unavailable", checks);
            return TypedResults.Json(
                body, ApiJson.Options, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
        });
}
