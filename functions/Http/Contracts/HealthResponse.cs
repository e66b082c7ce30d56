namespace Paynode.Functions;

/// <summary>How the host is.</summary>
/// <param name="Status">"ok" or "unavailable".</param>
/// <param name="Checks">Each part and how it is: "ok", or what is wrong.</param>
public sealed record HealthResponse(string Status, IReadOnlyDictionary<string, string> Checks);
