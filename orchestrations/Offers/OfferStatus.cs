namespace Paynode.Orchestrations;

/// <summary>A provider's answer to the question what has become of an offer.</summary>
/// <param name="OfferId">Which offer; an answer about another one is not relied on.</param>
/// <param name="State">received, accepted, paying, paid or not_paid.</param>
/// <param name="Reference">The payout's reference, with <c>paid</c>.</param>
public sealed record OfferStatus(string? OfferId, string? State, string? Reference);
