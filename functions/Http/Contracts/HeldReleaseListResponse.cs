namespace Paynode.Functions;

/// <summary>Releases that wait for the operator.</summary>
/// <param name="Releases">Oldest first.</param>
public sealed record HeldReleaseListResponse(IReadOnlyList<HeldReleaseResponse> Releases);
