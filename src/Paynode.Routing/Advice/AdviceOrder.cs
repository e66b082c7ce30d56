namespace Paynode.Routing.Advice;

/// <summary>An order as someone with their own providers describes it.</summary>
/// <param name="Amount">Its value in dollars' worth; a feature, not a money path.</param>
/// <param name="Method">How it is paid out, e.g. <c>bank</c>.</param>
/// <param name="Institution">The destination's code.</param>
/// <param name="ValueBps">What a delivered order is worth before its cost, in basis points.</param>
public sealed record AdviceOrder(double Amount, string Method, string Institution, double ValueBps);
