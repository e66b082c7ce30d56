using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Where a node's provider pushes to when something has happened on a chain.</summary>
/// <remarks>
/// A push says when to look, never what is there: the chain is read as the timer reads it, by the same cursor, so that a push
/// that is repeated, late, forged by someone with the key or missing changes nothing but the time. The timer stays.
/// </remarks>
public sealed class ChainEventFunctions(ApiEndpoint api, NodeSignatures signatures, BodyDeadline deadline, ChainWatch watch)
{
    /// <summary>Largest push. A full block's worth of our logs is some 300 kB.</summary>
    private const int MaxBytes = 1024 * 1024;

    /// <summary>Takes a push.</summary>
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
