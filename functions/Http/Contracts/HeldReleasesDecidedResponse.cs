namespace Paynode.Functions;

/// <summary>Which releases were decided.</summary>
/// <param name="OrderIds">Their orders. One that a transaction carries already cannot be refused, and is not among them.</param>
public sealed record HeldReleasesDecidedResponse(IReadOnlyList<string> OrderIds);
