namespace Paynode.Samples.Provider.Hosting;

/// <summary>The body of <c>PUT /control</c>. What is absent stays as it is, but a new behaviour starts from that behaviour's defaults.</summary>
public sealed record ControlRequest(
    string? Behaviour,
    double? Probability,
    double? DelayMs,
    string? Code,
    double? FulfilAfterMs,
    IReadOnlyDictionary<string, string>? Balances,
    IReadOnlyDictionary<string, string>? Rates);
