namespace Paynode.Payments;

/// <summary>A ranking, with the fields that its outcomes need.</summary>
/// <param name="Id">Which.</param>
/// <param name="Tenant">The sender that requested it.</param>
/// <param name="Corridor">The sender's own name of the corridor.</param>
/// <param name="Context">The order as the model saw it.</param>
/// <param name="Loadings">The candidates, with how loaded each was.</param>
/// <param name="DecidedAt">When it was made.</param>
public sealed record StoredAdvice(
    Guid Id, TenantId Tenant, string Corridor, byte[] Context, IReadOnlyDictionary<string, double> Loadings, DateTimeOffset DecidedAt);
