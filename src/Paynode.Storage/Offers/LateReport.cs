using Paynode.Domain;

namespace Paynode.Storage;

/// <summary>What a provider reported after its offer was over. It has no claim, but it may have paid.</summary>
/// <param name="Offer">Which offer.</param>
/// <param name="Reported">Fulfilled or failed.</param>
/// <param name="Reference">The payout's reference, as last reported.</param>
/// <param name="Times">How often it was reported.</param>
/// <param name="FirstAt">When first.</param>
public sealed record LateReport(OfferId Offer, OfferState Reported, string? Reference, int Times, DateTimeOffset FirstAt);
