namespace Paynode.Routing.Advice;

/// <summary>An order as described by a caller with its own providers.</summary>
/// <param name="Amount">Its value in dollars; a feature of the model, not used for payments.</param>
/// <param name="Method">The payout method, e.g. <c>bank</c>.</param>
/// <param name="Institution">The destination's code.</param>
/// <param name="ValueBps">The value of a delivered order before its cost, in basis points.</param>
public sealed record AdviceOrder(double Amount, string Method, string Institution, double ValueBps);
