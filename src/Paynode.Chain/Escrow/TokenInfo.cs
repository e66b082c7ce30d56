using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Escrow;

/// <summary>A token as the chain describes it.</summary>
/// <param name="Symbol">The symbol under which it is configured.</param>
/// <param name="Address">The contract.</param>
/// <param name="Decimals">How many decimals its amounts have.</param>
/// <param name="SigningDomain">The domain of its permits and authorizations; nothing when it takes none.</param>
public sealed record TokenInfo(string Symbol, Address Address, int Decimals, Eip712Domain? SigningDomain);
