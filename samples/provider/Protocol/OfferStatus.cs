using Paynode.Samples.Provider.Offers;

namespace Paynode.Samples.Provider.Protocol;

/// <summary>The response to Paynode's status query of an offer. Reference and time are present once it is paid.</summary>
public sealed record OfferStatus(Guid OfferId, OfferState State, string? Reference, DateTimeOffset? PaidAt);
