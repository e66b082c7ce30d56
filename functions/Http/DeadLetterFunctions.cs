using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>The dead letters: list them, and requeue them once the cause is fixed.</summary>
public sealed class DeadLetterFunctions(ApiEndpoint api, OrderQueueMap queues, IDeadLetterQueue letters)
{
    /// <summary>Lists them.</summary>
    [Function(nameof(ListDeadLetters))]
    [ApiOperation("Operator", "List the messages of an order queue that were given up.", Caller = Caller.Operator,
        Response = typeof(DeadLettersResponse), Problems = "queue_unknown")]
    public Task<IResult> ListDeadLetters(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/queues/{queue}/dead-letters")] HttpRequest request,
        string queue,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync(request, async () => Unknown(queue)
            ?? Answers.Ok((await letters.ListAsync(queue, cancellationToken)).ToResponse(queue)));

    /// <summary>Requeues them.</summary>
    [Function(nameof(RequeueDeadLetters))]
    [ApiOperation("Operator", "Send the messages of an order queue that were given up once more.", Caller = Caller.Operator,
        Response = typeof(RequeuedResponse), Problems = "queue_unknown")]
    public Task<IResult> RequeueDeadLetters(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/queues/{queue}/dead-letters/requeue")] HttpRequest request,
        string queue,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync(request, async () => Unknown(queue)
            ?? Answers.Ok(new RequeuedResponse(queue, await letters.RequeueAsync(queue, cancellationToken))));

    private IResult? Unknown(string queue) => queues.Queues.Contains(queue, StringComparer.Ordinal)
        ? null
        : new Problem("queue_unknown", $"The queue must be one of {string.Join(", ", queues.Queues)}.").ToResult();
}
