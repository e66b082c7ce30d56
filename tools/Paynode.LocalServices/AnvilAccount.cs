namespace Paynode.LocalServices;

/// <summary>An account of the chain that holds 10,000 ether from the start.</summary>
/// <param name="Address">0x and 40 hexadecimal digits, with the checksum in their case.</param>
/// <param name="PrivateKey">0x and 64 hexadecimal digits; publicly known, so never of use outside a private chain.</param>
public sealed record AnvilAccount(string Address, string PrivateKey);
