namespace Paynode.Bench.Routing.Market;

/// <summary>
/// Parameters of a simulated market; README.md explains each. Nothing here is known to a policy,
/// and nothing here is taken from the product's model.
/// </summary>
public sealed record WorldSettings
{
    public required string Name { get; init; }

    public string Description { get; init; } = "";

    public int Corridors { get; init; } = 4;

    public int Providers { get; init; } = 20;

    public double OrdersPerDay { get; init; } = 200_000;

    public double Hours { get; init; } = 24;

    // Success, in log-odds.
    public double Level { get; init; } = 1.9;

    public double LevelSd { get; init; } = 0.3;

    public double ProviderSd { get; init; } = 0.9;

    public double CorridorSkillSd { get; init; } = 1.2;

    // Context, in log-odds; all zero when ContextScale is.
    public double ContextScale { get; init; } = 1;

    public int Institutions { get; init; } = 12;

    public double MethodSd { get; init; } = 0.8;

    public double InstitutionSd { get; init; } = 0.6;

    public double SharedInstitutionSd { get; init; } = 0.4;

    public double AmountSlopeSd { get; init; } = 0.25;

    public double DailyCycleSd { get; init; } = 0.25;

    public double InteractionSd { get; init; } = 0.3;

    // Drift, an Ornstein–Uhlenbeck path per provider and corridor.
    public double DriftSd { get; init; } = 0.35;

    public double DriftTauMinutes { get; init; } = 120;

    // Outages and degradations; lengths are log-normal, not exponential.
    public double OutageEveryHours { get; init; } = 8;

    public double OutageMinutes { get; init; } = 20;

    public double DegradedEveryHours { get; init; } = 12;

    public double DegradedMinutes { get; init; } = 30;

    public bool HasOutages { get; init; } = true;

    // Capacity.
    public bool IsFinite { get; init; }

    /// <summary>Smallest capacity of a provider; the largest is three times that.</summary>
    public double LeastCapacity { get; init; } = 5;

    /// <summary>
    /// Smallest share of a corridor's volume between two refills that a provider's float covers; the largest is five times that.
    /// </summary>
    public double LeastFloatShare { get; init; } = 0.15;

    public LoadCurve LoadCurve { get; init; } = LoadCurve.Hyperbolic;

    // The policy's own leader goes down.
    public bool KillsLeader { get; init; }

    public double KillEveryMinutes { get; init; } = 90;

    public double KillMinutes { get; init; } = 30;

    public static WorldSettings Open { get; } = new() { Name = "open", Description = "no capacity limits" };

    public static WorldSettings Finite { get; } = new()
    {
        Name = "finite",
        Description = "floats that run out and are refilled, limits in flight",
        IsFinite = true,
    };

    public static WorldSettings Killed { get; } = new()
    {
        Name = "killed",
        Description = "the policy's own leader is down for 30 minutes of every 90",
        KillsLeader = true,
    };

    public static WorldSettings Stress { get; } = new()
    {
        Name = "stress",
        Description = "finite and killed, with fast and wide drift and outages every two hours",
        IsFinite = true,
        KillsLeader = true,
        DriftSd = 0.8,
        DriftTauMinutes = 30,
        OutageEveryHours = 2,
    };

    public static IReadOnlyList<WorldSettings> All { get; } = [Open, Finite, Killed, Stress];
}

/// <summary>How overload costs success, in the true world.</summary>
public enum LoadCurve
{
    /// <summary>p·K/n past capacity: halved at twice the capacity.</summary>
    Hyperbolic,

    /// <summary>Halved immediately beyond capacity.</summary>
    Cliff,

    /// <summary>Falls from half the capacity on, to a third at twice the capacity.</summary>
    Early,
}
