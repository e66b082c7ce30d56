namespace Paynode.Payments;

/// <summary>Intents that are sent to the chain in one transaction.</summary>
/// <param name="Key">The batch's key.</param>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="Kind">Release or refund.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="HasHeld">Whether the operator has held any of them since.</param>
public sealed record ChainBatch(string Key, string Chain, ChainIntentKind Kind, DateTimeOffset CreatedAt, bool HasHeld);
