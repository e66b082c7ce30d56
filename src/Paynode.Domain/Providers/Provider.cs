namespace Paynode.Domain;

/// <summary>A payment provider: a PSP, an OTC desk or a mobile-money agent.</summary>
/// <param name="Id">Which provider.</param>
/// <param name="Name">Its name. Untrusted text.</param>
/// <param name="BaseUrl">Where it takes offers.</param>
/// <param name="SettlementAddress">Where the escrow releases to.</param>
/// <param name="Corridors">What it may serve.</param>
/// <param name="Enabled">The operator's switch.</param>
/// <param name="CreatedAt">When it was registered.</param>
public sealed record Provider(
    ProviderId Id,
    string Name,
    Uri BaseUrl,
    string SettlementAddress,
    IReadOnlyList<CorridorId> Corridors,
    bool Enabled,
    DateTimeOffset CreatedAt);
