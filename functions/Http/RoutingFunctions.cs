using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>The routing model alone, for senders with their own providers.</summary>
public sealed class RoutingFunctions(ApiEndpoint api, AdviceService service)
{
    private const double MostLatencySeconds = 1e6;

    /// <summary>Ranks a caller's own providers for an order.</summary>
    [Function(nameof(DecideRoute))]
    [ApiOperation("Routing", "Rank your own providers for an order, with reasons. Nothing is reserved.",
        Caller = Caller.Sender, Body = typeof(RoutingDecisionRequest), Response = typeof(RoutingDecisionResponse),
        Problems =
            "corridor_malformed order_malformed amount_malformed value_out_of_range candidates_out_of_range candidate_malformed "
                + "candidate_repeated")]
    public Task<IResult> DecideRoute(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/routing/decisions")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForSenderAsync<RoutingDecisionRequest>(request, async (tenant, body) =>
        {
            var corridor = RoutingInput.Corridor(body.Value.Corridor);
            var order = RoutingInput.Order(body.Value.Order);
            var candidates = RoutingInput.Candidates(body.Value.Candidates);
            if ((corridor.Problem ?? order.Problem ?? candidates.Problem) is { } problem)
            {
                return problem.ToResult();
            }

            var (id, advice) = await service.AdviseAsync(tenant, corridor.Value!, order.Value!, candidates.Value!, cancellationToken);
            return Answers.Ok(advice.ToResponse(id));
        });

    /// <summary>Reports how an attempt ended.</summary>
    [Function(nameof(ReportRouteOutcome))]
    [ApiOperation("Routing", "Report how an attempt ended, once for each decision and provider.",
        Caller = Caller.Sender, Body = typeof(RoutingOutcomeRequest), Response = typeof(RoutingOutcomeResponse),
        Problems =
            "decision_unknown provider_not_a_candidate result_unknown latency_out_of_range outcome_repeated outcome_from_the_future "
                + "outcome_before_decision")]
    public Task<IResult> ReportRouteOutcome(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/routing/outcomes")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForSenderAsync<RoutingOutcomeRequest>(request, async (tenant, body) =>
        {
            var it = body.Value;
            if (it.LatencySeconds is not (null or >= 0 and <= MostLatencySeconds))
            {
                return new Problem("latency_out_of_range", "latencySeconds must be between 0 and 1,000,000.", "latencySeconds").ToResult();
            }

            _ = Guid.TryParse(it.DecisionId, out var decision);
            var learned = await service.LearnAsync(
                tenant, decision, it.Provider ?? "", it.Result ?? "", it.At, it.LatencySeconds, cancellationToken);
            return learned.Succeeded
                ? Answers.Ok(new RoutingOutcomeResponse(decision.ToString(), it.Provider!, learned.Value))
                : learned.Problem.ToResult();
        });
}
