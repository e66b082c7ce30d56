using System.Numerics;

namespace Paynode.Chain.Rpc;

/// <summary>The current cost of inclusion, in wei per gas.</summary>
/// <param name="BaseFeePerGas">The newest block's base fee, which is burned.</param>
/// <param name="PriorityFeePerGas">The tip that suffices for prompt inclusion.</param>
public sealed record FeeData(BigInteger BaseFeePerGas, BigInteger PriorityFeePerGas)
{
    /// <summary>
    /// The fee cap to offer: twice the base fee plus the tip. The base fee rises by at most 12.5 % per block, so the offer
    /// remains sufficient for at least five full blocks.
    /// </summary>
    public BigInteger MaxFeePerGas => (BaseFeePerGas * 2) + PriorityFeePerGas;
}
