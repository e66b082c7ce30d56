using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>News of one provider. What is null or empty is left as it was; what is older than known is ignored.</summary>
/// <param name="Provider">The provider.</param>
public sealed record ProviderUpdate(ProviderId Provider)
{
    /// <summary>When it was heard of.</summary>
    public DateTimeOffset? HeartbeatAt { get; init; }

    /// <summary>The operator's switch.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The corridors that it may serve, complete: it leaves those not named.</summary>
    public IReadOnlyCollection<CorridorId>? Corridors { get; init; }

    /// <summary>Its rates and limits, among them how many offers in flight it carries.</summary>
    public IReadOnlyCollection<ProviderRate> Rates { get; init; } = [];

    /// <summary>Its balances by currency.</summary>
    public IReadOnlyCollection<ProviderBalance> Balances { get; init; } = [];
}
