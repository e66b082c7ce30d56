namespace Paynode.Payments;

/// <summary>How one node of a chain is.</summary>
/// <param name="Host">Its host name.</param>
/// <param name="Head">Its newest block; null when it does not answer.</param>
/// <param name="Fault">Why it does not answer, as a stable word; null when it does.</param>
public sealed record ChainEndpointStatus(string Host, long? Head, string? Fault);
