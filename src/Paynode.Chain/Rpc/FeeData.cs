using System.Numerics;

namespace Paynode.Chain.Rpc;

/// <summary>What inclusion costs now, in wei per gas.</summary>
/// <param name="BaseFeePerGas">The newest block's base fee, burned.</param>
/// <param name="PriorityFeePerGas">The tip that gets a transaction in soon.</param>
public sealed record FeeData(BigInteger BaseFeePerGas, BigInteger PriorityFeePerGas)
{
    /// <summary>
    /// The fee cap to offer: twice the base fee and the tip. The base fee rises at most by an eighth a block, so the
    /// offer stays good for at least five full blocks.
    /// </summary>
    public BigInteger MaxFeePerGas => (BaseFeePerGas * 2) + PriorityFeePerGas;
}
