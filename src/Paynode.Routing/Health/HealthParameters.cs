namespace Paynode.Routing.Health;

/// <summary>Constants of the health model. Hazards are per second.</summary>
public sealed record HealthParameters
{
    /// <summary>The defaults.</summary>
    public static HealthParameters Default { get; } = new();

    /// <summary>Up → down.</summary>
    public double FailHazard { get; init; } = 1.0 / (8 * 3600);

    /// <summary>Down → up.</summary>
    public double RepairHazard { get; init; } = 1.0 / (20 * 60);

    /// <summary>Up → partial.</summary>
    public double DegradeHazard { get; init; } = 1.0 / (12 * 3600);

    /// <summary>Partial → up.</summary>
    public double RecoverHazard { get; init; } = 1.0 / (30 * 60);

    /// <summary>Share of its usual success that a degraded provider keeps.</summary>
    public double PartialFactor { get; init; } = 0.45;

    /// <summary>Share of its usual success that a provider keeps when down.</summary>
    public double DownFactor { get; init; } = 0.02;

    /// <summary>Probability that an order is never answered while the provider is up.</summary>
    public double SilentWhenUp { get; init; } = 0.02;

    /// <summary>Probability that an order is never answered while the provider is degraded.</summary>
    public double SilentWhenPartial { get; init; } = 0.2;

    /// <summary>Probability that an order is never answered by a provider that is down with error responses.</summary>
    public double SilentWhenErring { get; init; } = 0.1;

    /// <summary>Probability that an order is never answered by a provider that is down and silent.</summary>
    public double SilentWhenSilent { get; init; } = 0.9;

    /// <summary>
    /// Weight of one pending order's silence, (0, 1]: orders pending together share their delay,
    /// so their silences are not independent evidence.
    /// </summary>
    public double SilenceWeight { get; init; } = 0.7;
}
