using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>What is read of a block's header.</summary>
/// <param name="Number">The height.</param>
/// <param name="Hash">The block's hash.</param>
/// <param name="ParentHash">The hash of the block before it.</param>
/// <param name="TimestampSeconds">Unix seconds.</param>
/// <param name="BaseFeePerGas">In wei; zero on chains without a base fee.</param>
/// <param name="LogsBloom">The 256-byte filter over the block's logs; empty when the chain leaves it out.</param>
public sealed record BlockHeader(
    long Number,
    Bytes32 Hash,
    Bytes32 ParentHash,
    long TimestampSeconds,
    BigInteger BaseFeePerGas,
    byte[] LogsBloom)
{
    /// <summary>The gas that all of the block's transactions may use together; nothing when the node does not say.</summary>
    public long? GasLimit { get; init; }
}
