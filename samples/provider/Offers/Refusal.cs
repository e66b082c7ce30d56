namespace Paynode.Samples.Provider.Offers;

/// <summary>Why an offer is declined or failed: one of the protocol's codes and a sentence for a person.</summary>
public sealed record Refusal(string Code, string Reason);
