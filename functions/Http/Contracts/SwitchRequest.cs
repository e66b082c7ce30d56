namespace Paynode.Functions;

/// <summary>Turns the operator's switch.</summary>
/// <param name="Enabled">Whether the provider may get offers.</param>
/// <param name="LicensedUntil">When its licence ends, from now on; left out, that stays as it is.</param>
/// <param name="Releases">
/// What becomes of releases to a provider that is switched off: "hold", the default, until the operator lets them go or refuses
/// them; "continue" when nothing is wrong with it.
/// </param>
public sealed record SwitchRequest(
    bool Enabled, DateTimeOffset? LicensedUntil = null,
    [property: WireValues(SwitchRequest.Hold, SwitchRequest.Continue)] string? Releases = null)
{
    /// <summary>Releases wait for a decision.</summary>
    public const string Hold = "hold";

    /// <summary>Releases go on.</summary>
    public const string Continue = "continue";
}
