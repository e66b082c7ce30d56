using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Npgsql;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>The operator's view of the chains and actions on them.</summary>
public sealed class ChainAdminFunctions(
    ApiEndpoint api, ChainService service, NpgsqlDataSource database, ChainStopStore stops, AuditStore audit, AccessOptions access,
    TimeProvider timeProvider)
{
    /// <summary>Shows the status of every chain.</summary>
    [Function(nameof(ListChains))]
    [ApiOperation("Operator", "Show every chain: its head, how far it is read, its nodes, the price of gas, and what waits.",
        Caller = Caller.Operator, Response = typeof(ChainListResponse))]
    public Task<IResult> ListChains(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/chains")] HttpRequest request, CancellationToken cancellationToken) =>
        api.ForOperatorAsync(request, async () => Answers.Ok((await service.StatusAsync(cancellationToken)).ToResponse()));

    /// <summary>Resumes offers on a chain that was stopped because of an undecided release.</summary>
    [Function(nameof(ResumeChain))]
    [ApiOperation(
        "Operator",
        "Let offers be made again on a chain that was stopped for a release that nobody decided. The escrow itself is resumed by its "
            + "admin.",
        Caller = Caller.Operator, Body = typeof(ReasonRequest), Status = 204, Problems = "chain_unknown reason_invalid")]
    public Task<IResult> ResumeChain(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/chains/{chain}/resume")] HttpRequest request,
        string chain,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync<ReasonRequest>(request, async body =>
        {
            if (KeyFunctions.CheckReason(body.Value.Reason) is { } problem)
            {
                return problem.ToResult();
            }

            var resumed = await database.InTransactionAsync(async connection =>
            {
                var facts = new Dictionary<string, string> { ["reason"] = body.Value.Reason! };
                var done = await stops.ResumeAsync(connection, chain, cancellationToken);
                if (done)
                {
                    await audit.AppendAsync(
                        connection, access.Actor, "chain.resumed", chain, facts, timeProvider.GetUtcNow(), cancellationToken);
                }

                return done;
            }, cancellationToken);
            return resumed ? TypedResults.NoContent() : new Problem("chain_unknown", "There is no stopped chain of this name.").ToResult();
        });

    /// <summary>Re-reads a chain.</summary>
    [Function(nameof(ReindexChain))]
    [ApiOperation("Operator", "Have a chain read again from a block on: what was missed is added, what does not exist is withdrawn.",
        Caller = Caller.Operator, Body = typeof(ReindexRequest), Response = typeof(ReindexResponse), Status = 202,
        Problems = "chain_unknown from_block_invalid")]
    public Task<IResult> ReindexChain(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/chains/{chain}/reindex")] HttpRequest request,
        string chain,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync<ReindexRequest>(request, async body =>
        {
            var again = await service.ReindexAsync(chain, body.Value.FromBlock, cancellationToken);
            return again.Succeeded
                ? TypedResults.Json(
                    new ReindexResponse(chain, again.Value.FromBlock, again.Value.ToBlock), ApiJson.Options, statusCode: 202)
                : again.Problem.ToResult();
        });
}
