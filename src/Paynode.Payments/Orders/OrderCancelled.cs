namespace Paynode.Payments;

/// <summary>The order was cancelled before it was funded.</summary>
/// <param name="At">UTC.</param>
public sealed record OrderCancelled(DateTime At);
