using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Escrow;

/// <summary>A token, as read from the chain.</summary>
/// <param name="Symbol">The configured symbol.</param>
/// <param name="Address">The contract.</param>
/// <param name="Decimals">The number of decimals of its amounts.</param>
/// <param name="SigningDomain">The EIP-712 domain of its permits and authorizations; null when it supports none.</param>
public sealed record TokenInfo(string Symbol, Address Address, int Decimals, Eip712Domain? SigningDomain);
