using Paynode.Chain.Primitives;

namespace Paynode.Chain.Escrow;

/// <summary>The escrow accepts releases only from an address other than the signing one: no order can be settled.</summary>
/// <param name="escrow">The escrow.</param>
/// <param name="named">The operator configured in the escrow.</param>
/// <param name="signer">The signing address, which the escrow's admin would have to set as operator.</param>
public sealed class NotTheOperatorException(EscrowContract escrow, Address named, Address signer) : InvalidOperationException(
    $"The operator of escrow {escrow.Address} on chain {escrow.ChainId} is {named}, but the signing address is {signer}; "
    + $"the escrow's admin has to call setOperator({signer}).");
