namespace Paynode.Functions;

/// <summary>News that was kept.</summary>
/// <param name="Id">Which.</param>
/// <param name="At">When it was reported.</param>
public sealed record IncidentResponse(string Id, DateTimeOffset At);
