namespace Paynode.Functions;

/// <summary>An order to be routed.</summary>
/// <param name="Amount">Its value in dollars' worth: "120.50".</param>
/// <param name="Method">How it is paid out: "bank", "mobile_money".</param>
/// <param name="Institution">The destination's code.</param>
/// <param name="ValueBps">What its delivery is worth before cost, in basis points of the amount; 250 if left out.</param>
public sealed record RoutingOrderRequest(string? Amount, string? Method, string? Institution, double? ValueBps = null);
