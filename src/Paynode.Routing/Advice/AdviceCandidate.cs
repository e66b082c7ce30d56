namespace Paynode.Routing.Advice;

/// <summary>A provider as described by a caller with its own providers.</summary>
/// <param name="Id">The caller's id for it.</param>
/// <param name="CostBps">All-in cost of this order there, in basis points.</param>
public sealed record AdviceCandidate(string Id, double CostBps)
{
    /// <summary>Orders currently with the provider.</summary>
    public int InFlight { get; init; }

    /// <summary>Orders in flight that it handles without degrading; 0 is unlimited.</summary>
    public int Capacity { get; init; }

    /// <summary>Free balance divided by the order's payout.</summary>
    public double BalanceRatio { get; init; } = double.PositiveInfinity;

    /// <summary>Age of its rate in seconds.</summary>
    public double QuoteAgeSeconds { get; init; }

    /// <summary>Seconds since its last heartbeat.</summary>
    public double HeartbeatAgeSeconds { get; init; }

    /// <summary>Whether it may serve the corridor.</summary>
    public bool IsAllowed { get; init; } = true;

    /// <summary>Whether it is switched off.</summary>
    public bool IsSwitchedOff { get; init; }

    /// <summary>Ages in seconds of its unanswered orders, oldest first.</summary>
    public IReadOnlyList<double> PendingSeconds { get; init; } = [];
}
