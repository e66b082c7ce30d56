namespace Paynode.Functions;

/// <summary>The corridors that Paynode serves.</summary>
/// <param name="Corridors">The corridors.</param>
public sealed record CorridorListResponse(IReadOnlyList<CorridorResponse> Corridors);
