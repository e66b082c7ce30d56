using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Paynode.Orchestrations;

namespace Paynode.Functions;

/// <summary>What the operator sees and does of the chains.</summary>
public sealed class ChainAdminFunctions(Door door, ChainDesk desk)
{
    /// <summary>Shows how every chain is.</summary>
    [Function(nameof(ListChains))]
    [ApiOperation("Operator", "Show every chain: its head, how far it is read, its nodes, the price of gas, and what waits.",
        Caller = Caller.Operator, Response = typeof(ChainListResponse))]
    public Task<IResult> ListChains(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/chains")] HttpRequest request, CancellationToken cancellationToken) =>
        door.ForOperatorAsync(request, async () => Answers.Ok(new ChainListResponse(await desk.StatusAsync(cancellationToken))));

    /// <summary>Has a chain read again.</summary>
    [Function(nameof(ReindexChain))]
    [ApiOperation("Operator", "Have a chain read again from a block on: what was missed is added, what does not exist is withdrawn.",
        Caller = Caller.Operator, Body = typeof(ReindexRequest), Response = typeof(ReindexResponse), Status = 202,
        Problems = "chain_unknown from_block_invalid")]
    public Task<IResult> ReindexChain(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/chains/{chain}/reindex")] HttpRequest request,
        string chain,
        CancellationToken cancellationToken) =>
        door.ForOperatorAsync<ReindexRequest>(request, async body =>
        {
            var again = await desk.ReindexAsync(chain, body.Value.FromBlock, cancellationToken);
            return again.Succeeded
                ? TypedResults.Json(new ReindexResponse(chain, again.Value.FromBlock, again.Value.ToBlock), ApiJson.Options, statusCode: 202)
                : again.Problem.ToResult();
        });
}
