using System.ComponentModel.DataAnnotations;

namespace Paynode.Client;

/// <summary>Asks which of your own providers an order should go to.</summary>
/// <param name="Corridor">Your name of the corridor, up to 64 letters, digits and <c>. _ : -</c>; each learns by itself.</param>
/// <param name="Order">The order.</param>
/// <param name="Candidates">1 to 100 providers.</param>
public sealed record RoutingDecisionRequest(
    string? Corridor, RoutingOrderRequest? Order, IReadOnlyList<RoutingCandidateRequest>? Candidates);

/// <summary>An order to be routed.</summary>
/// <param name="Amount">Its value in dollars' worth: "120.50".</param>
/// <param name="Method">How it is paid out: "bank", "mobile_money".</param>
/// <param name="Institution">The destination's code.</param>
/// <param name="ValueBps">What its delivery is worth before cost, in basis points of the amount; 250 if left out.</param>
public sealed record RoutingOrderRequest(string? Amount, string? Method, string? Institution, double? ValueBps = null);

/// <summary>One of your providers as it stands now. What is left out counts as nothing against it.</summary>
/// <param name="Provider">Your name for it, up to 64 letters, digits and <c>. _ : -</c>.</param>
/// <param name="CostBps">All-in cost of the order there, in basis points: fee, spread against mid, gas.</param>
/// <param name="InFlight">Orders now with it.</param>
/// <param name="Capacity">Orders in flight that it carries without degrading; 0 or left out: unlimited.</param>
/// <param name="BalanceRatio">Its free balance divided by the payout.</param>
/// <param name="QuoteAgeSeconds">Age of its price.</param>
/// <param name="HeartbeatAgeSeconds">Seconds since it was last heard of.</param>
/// <param name="Allowed">Whether it may serve the corridor.</param>
/// <param name="SwitchedOff">Whether you have switched it off.</param>
/// <param name="PendingSeconds">Ages of its unanswered orders, oldest first; 16 at most are looked at.</param>
public sealed record RoutingCandidateRequest(
    string? Provider,
    double? CostBps,
    int InFlight = 0,
    int Capacity = 0,
    double? BalanceRatio = null,
    double QuoteAgeSeconds = 0,
    double HeartbeatAgeSeconds = 0,
    bool Allowed = true,
    bool SwitchedOff = false,
    IReadOnlyList<double>? PendingSeconds = null);

/// <summary>Where the order should go, and why. Nothing is reserved.</summary>
/// <param name="Id">To report outcomes with.</param>
/// <param name="Chosen">Whom to ask first; missing when every gate is shut.</param>
/// <param name="Sentence">The decision in one sentence for a person.</param>
/// <param name="Sampled">Whether the first place was drawn from the beliefs (small orders) or given to the best mean (large).</param>
/// <param name="Propensity">Probability with which it would be drawn again.</param>
/// <param name="GapBps">Expected value of the first less the second's; negative where the first is being explored.</param>
/// <param name="ModelVersion">The model that decided.</param>
/// <param name="DecidedAt">When.</param>
/// <param name="Candidates">Every candidate: the ranked in order of preference, then the refused.</param>
public sealed record RoutingDecisionResponse(
    string Id,
    string? Chosen,
    string Sentence,
    bool Sampled,
    double Propensity,
    double GapBps,
    string ModelVersion,
    DateTimeOffset DecidedAt,
    IReadOnlyList<RoutingCandidateResponse> Candidates);

/// <summary>How one candidate was judged.</summary>
/// <param name="Provider">Your name for it.</param>
/// <param name="Rank">Place in the order of preference, from 1; missing when a gate refused it.</param>
/// <param name="Gate">The gate that refused it; missing when none did.</param>
/// <param name="Probability">Expected probability of success.</param>
/// <param name="SampledProbability">The one that was drawn.</param>
/// <param name="Down">Probability that it is down.</param>
/// <param name="Load">Share of success that its load leaves.</param>
/// <param name="CostBps">Its cost.</param>
/// <param name="UtilityBps">Expected value.</param>
/// <param name="SampledUtilityBps">The one that was drawn.</param>
/// <param name="Probe">Whether it was tried as if up although suspect.</param>
/// <param name="Newcomer">Whether it is held to a newcomer's share.</param>
public sealed record RoutingCandidateResponse(
    string Provider,
    int? Rank,
    string? Gate,
    double Probability,
    double SampledProbability,
    double Down,
    double Load,
    double CostBps,
    double UtilityBps,
    double SampledUtilityBps,
    bool Probe,
    bool Newcomer);

/// <summary>Reports how an attempt ended.</summary>
/// <param name="DecisionId">The decision that it followed from.</param>
/// <param name="Provider">The provider, one of that decision's candidates.</param>
/// <param name="Result">
/// "paid", "failed" (its fault), "timed_out" (never answered) or "declined" (the recipient's fault; never held against it).
/// </param>
/// <param name="At">When it ended; now if left out.</param>
/// <param name="LatencySeconds">From sending to its end; since the decision if left out.</param>
public sealed record RoutingOutcomeRequest(
    string? DecisionId,
    string? Provider,
    [property: AllowedValues("paid", "failed", "timed_out", "declined")] string? Result,
    DateTimeOffset? At = null,
    double? LatencySeconds = null);

/// <summary>What became of an outcome.</summary>
/// <param name="DecisionId">The decision.</param>
/// <param name="Provider">The provider.</param>
/// <param name="Learned">Whether it moved the model; a declined order never does.</param>
public sealed record RoutingOutcomeResponse(string DecisionId, string Provider, bool Learned);
