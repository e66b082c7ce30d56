namespace Paynode.Functions;

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
