using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>The fields used of a block header.</summary>
/// <param name="Number">The height.</param>
/// <param name="Hash">The block's hash.</param>
/// <param name="ParentHash">The hash of the preceding block.</param>
/// <param name="TimestampSeconds">Unix seconds.</param>
/// <param name="BaseFeePerGas">In wei; zero on chains without a base fee.</param>
/// <param name="LogsBloom">The 256-byte filter over the block's logs; empty when the chain omits it.</param>
public sealed record BlockHeader(
    long Number,
    Bytes32 Hash,
    Bytes32 ParentHash,
    long TimestampSeconds,
    BigInteger BaseFeePerGas,
    byte[] LogsBloom)
{
    /// <summary>The block's gas limit; null when the node does not report it.</summary>
    public long? GasLimit { get; init; }
}
