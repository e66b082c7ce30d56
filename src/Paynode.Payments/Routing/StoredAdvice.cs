namespace Paynode.Payments;

/// <summary>A ranking that was given, as far as its outcomes need it.</summary>
/// <param name="Id">Which.</param>
/// <param name="Tenant">To whom it was given.</param>
/// <param name="Corridor">The sender's own name of the corridor.</param>
/// <param name="Context">The order as the model saw it.</param>
/// <param name="Loadings">The candidates, with how loaded each was.</param>
/// <param name="DecidedAt">When.</param>
public sealed record StoredAdvice(
    Guid Id, TenantId Tenant, string Corridor, byte[] Context, IReadOnlyDictionary<string, double> Loadings, DateTimeOffset DecidedAt);
