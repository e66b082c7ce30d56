namespace Paynode.Samples.Provider.Hosting;

/// <summary>The body of <c>PUT /control</c>. Absent values are unchanged, but a new behaviour starts from its own defaults.</summary>
public sealed record ControlRequest(
    string? Behaviour,
    double? Probability,
    double? DelayMs,
    string? Code,
    double? FulfilAfterMs,
    IReadOnlyDictionary<string, string>? Balances,
    IReadOnlyDictionary<string, string>? Rates);
