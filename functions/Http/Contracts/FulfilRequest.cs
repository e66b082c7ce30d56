using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>An offer was paid out.</summary>
/// <param name="Reference">The payout's reference at the provider, 1 to 140 characters.</param>
/// <param name="Paid">What the recipient got; has to be the order's payout.</param>
/// <param name="PaidAt">When.</param>
public sealed record FulfilRequest(string? Reference, AmountMessage? Paid, [property: NotedTime] DateTimeOffset? PaidAt = null);
