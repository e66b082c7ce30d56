using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Receives the node provider's pushes about chain activity.</summary>
/// <remarks>
/// A push triggers a poll and carries no data: the chain is read as the timer reads it, by the same cursor, so that a repeated,
/// late, missing or forged push (with the key) only affects timing. The timer remains.
/// </remarks>
public sealed class ChainEventFunctions(ApiEndpoint api, NodeSignatures signatures, BodyDeadline deadline, ChainWatch watch)
{
    /// <summary>Maximum size of a push. The logs of a full block are about 300 kB.</summary>
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Receives a push.</summary>
    [Function(nameof(ReceiveChainEvents))]
    [ApiOperation("Chain", "A node's provider says that something has happened on a chain; the chain is read at once.",
        Caller = Caller.Node, Status = 204, Problems = "chain_unknown body_too_large request_timeout content_encoding_unsupported")]
    public Task<IResult> ReceiveChainEvents(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/chains/{chain}/events")] HttpRequest request,
        string chain,
        CancellationToken cancellationToken) =>
        api.ForAnyoneAsync(async () =>
        {
            var signature = request.Headers[NodeSignatures.Header].ToString();
            if (signatures.CheckForm(signature) is { } unsigned)
            {
                return unsigned.ToResult();
            }

            var body = await RequestBody.ReadBytesAsync(request, deadline, cancellationToken, MaxBytes);
            if (!body.Succeeded)
            {
                return body.Problem.ToResult();
            }

            if (signatures.Verify(signature, body.Value) is { } problem)
            {
                return problem.ToResult();
            }

            return await watch.PollAsync(chain, cancellationToken)
                ? TypedResults.NoContent()
                : new Problem("chain_unknown", "There is no such chain.").ToResult();
        });
}
