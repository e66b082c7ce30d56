namespace Paynode.Functions;

/// <summary>Decides releases that wait for the operator.</summary>
/// <param name="Decision">"release" lets them go; "refuse" refunds the payers instead.</param>
/// <param name="Reason">Why, for the orders' histories and the audit: 1 to 500 characters.</param>
/// <param name="OrderIds">The orders; left out, all of the provider's that wait.</param>
public sealed record HeldReleasesRequest(
    [property: WireValues(HeldReleasesRequest.Release, HeldReleasesRequest.Refuse)] string? Decision, string? Reason,
    IReadOnlyList<string>? OrderIds = null)
{
    /// <summary>The releases go.</summary>
    public const string Release = "release";

    /// <summary>The payers are refunded.</summary>
    public const string Refuse = "refuse";
}
