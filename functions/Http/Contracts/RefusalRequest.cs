namespace Paynode.Functions;

/// <summary>Why an offer is declined or has failed.</summary>
/// <param name="Code">One of the protocol's codes.</param>
/// <param name="Reason">In the provider's own words, up to 500 characters.</param>
public sealed record RefusalRequest(string? Code, string? Reason = null);
