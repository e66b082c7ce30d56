using Paynode.Routing.Learning;

namespace Paynode.Routing.Choice;

/// <summary>A candidate provider: its learned state and its current figures.</summary>
public readonly record struct Candidate
{
    /// <summary>Learned state of the provider in the order's corridor.</summary>
    public required ProviderModel Model { get; init; }

    /// <summary>All-in cost in basis points of the amount; see <see cref="RouteCost"/>.</summary>
    public required double CostBps { get; init; }

    /// <summary>Orders currently with the provider in this corridor.</summary>
    public int InFlight { get; init; }

    /// <summary>In-flight orders the provider handles without degrading (K); 0 means unlimited.</summary>
    public int Capacity { get; init; }

    /// <summary>
    /// Free balance divided by the order's payout. A screening figure for the gate; the reservation itself is made
    /// elsewhere, in integer money. Infinity where balance is no limit.
    /// </summary>
    public double BalanceRatio { get; init; } = double.PositiveInfinity;

    /// <summary>Age of the provider's rate in seconds.</summary>
    public double QuoteAgeSeconds { get; init; }

    /// <summary>Seconds since the provider's last heartbeat.</summary>
    public double HeartbeatAgeSeconds { get; init; }

    /// <summary>Licensed for this order's corridor, and the corridor is among those it serves.</summary>
    public bool IsAllowed { get; init; } = true;

    /// <summary>Switched off by the operator.</summary>
    public bool IsSwitchedOff { get; init; }

    /// <summary>The scorer's current log-odds for the provider, see <see cref="ScorerTrust.ToLogOdds"/>; 0 for no score.</summary>
    public double ScorerScore { get; init; }

    /// <summary>Ages in seconds of its unanswered orders in this corridor, oldest first; at most 16 are used.</summary>
    public ReadOnlyMemory<float> PendingAgesSeconds { get; init; }

    /// <summary>A candidate without any restriction.</summary>
    public Candidate()
    {
    }
}
