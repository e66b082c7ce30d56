namespace Paynode.Functions;

/// <summary>When a settlement address comes into force.</summary>
/// <param name="From">Offers made from then on are released to it.</param>
public sealed record SettlementAddressResponse(DateTimeOffset From);
