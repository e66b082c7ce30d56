using Paynode.Samples.Provider.Offers;

namespace Paynode.Samples.Provider.Protocol;

/// <summary>The answer to Paynode's question what became of an offer. Reference and time are there once it is paid.</summary>
public sealed record OfferStatus(Guid OfferId, OfferState State, string? Reference, DateTimeOffset? PaidAt);
