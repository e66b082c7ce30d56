using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>A registered order.</summary>
/// <param name="Terms">Its terms.</param>
/// <param name="OrderId">Its id in the escrow.</param>
/// <param name="Address">Its deposit address.</param>
public sealed record EscrowDeposit(EscrowTerms Terms, Bytes32 OrderId, Address Address);
