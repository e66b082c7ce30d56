using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>An update of one provider. Null or empty parts are left unchanged; parts older than the known ones are ignored.</summary>
/// <param name="Provider">The provider.</param>
public sealed record ProviderUpdate(ProviderId Provider)
{
    /// <summary>When the provider last sent a heartbeat.</summary>
    public DateTimeOffset? HeartbeatAt { get; init; }

    /// <summary>The operator's switch.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The complete list of corridors that it may serve: it leaves those not listed.</summary>
    public IReadOnlyCollection<CorridorId>? Corridors { get; init; }

    /// <summary>Its rates and limits, including the number of concurrent offers it can handle.</summary>
    public IReadOnlyCollection<ProviderRate> Rates { get; init; } = [];

    /// <summary>Its balances by currency.</summary>
    public IReadOnlyCollection<ProviderBalance> Balances { get; init; } = [];
}
