namespace Paynode.Functions;

/// <summary>Changes where a provider's releases go.</summary>
/// <param name="SettlementAddress">The address: 0x and 40 hexadecimal digits.</param>
/// <param name="Reason">Why, for the audit: 1 to 500 characters.</param>
public sealed record SettlementAddressRequest(string? SettlementAddress, string? Reason);
