namespace Paynode.Payments;

/// <summary>A routing decision.</summary>
/// <param name="Attempt">Which attempt of the order, from 1.</param>
/// <param name="Offer">The resulting offer, or null when there was no candidate.</param>
/// <param name="Json">The decision as the router wrote it.</param>
/// <param name="At">When.</param>
public sealed record StoredDecision(int Attempt, OfferId? Offer, string Json, DateTimeOffset At);
