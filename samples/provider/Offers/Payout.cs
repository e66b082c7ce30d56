using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Offers;

/// <summary>Money that left this provider's account for one offer.</summary>
public sealed record Payout(Guid OfferId, Guid OrderId, Money Amount, string Reference, DateTimeOffset PaidAt, Report Report);
