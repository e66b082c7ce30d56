using Paynode.Chain.Primitives;

namespace Paynode.Chain.Escrow;

/// <summary>The escrow takes releases from another address than the one that is signed with: no order can be settled.</summary>
/// <param name="escrow">The escrow.</param>
/// <param name="named">The operator that the escrow names.</param>
/// <param name="signer">The address that is signed with, which the escrow's admin would have to name.</param>
public sealed class NotTheOperatorException(EscrowContract escrow, Address named, Address signer) : InvalidOperationException(
    $"The escrow {escrow.Address} on chain {escrow.ChainId} names {named} as its operator, and {signer} signs here; its admin has to call setOperator({signer}).");
