namespace Paynode.Functions;

/// <summary>Turns the operator's switch.</summary>
/// <param name="Enabled">Whether the provider may get offers.</param>
/// <param name="LicensedUntil">When its licence ends, from now on; left out, that stays as it is.</param>
public sealed record SwitchRequest(bool Enabled, DateTimeOffset? LicensedUntil = null);
