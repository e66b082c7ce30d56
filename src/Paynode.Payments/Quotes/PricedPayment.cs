namespace Paynode.Payments;

/// <summary>The current price of a payment; nothing is reserved for it.</summary>
/// <param name="Corridor">Its corridor.</param>
/// <param name="Price">Its price.</param>
public sealed record PricedPayment(Corridor Corridor, Price Price);
