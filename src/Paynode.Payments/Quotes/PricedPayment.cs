namespace Paynode.Payments;

/// <summary>What a payment costs at the moment; nothing is reserved for it.</summary>
/// <param name="Corridor">Its corridor.</param>
/// <param name="Price">Its price.</param>
public sealed record PricedPayment(Corridor Corridor, Price Price);
