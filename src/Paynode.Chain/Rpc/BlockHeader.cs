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
    /// <summary>Whether the block may hold logs of an address. False is certain; true is only likely.</summary>
    /// <param name="value">An address's or a topic's bytes.</param>
    /// <returns>Whether all three bits of the value are set.</returns>
    public bool MayContain(ReadOnlySpan<byte> value)
    {
        if (LogsBloom.Length != 256)
        {
            return false;
        }

        var hash = Cryptography.Keccak256.Hash(value).ToArray();
        for (var i = 0; i < 6; i += 2)
        {
            var bit = ((hash[i] << 8) | hash[i + 1]) & 2047;
            if ((LogsBloom[255 - (bit / 8)] & (1 << (bit % 8))) == 0)
            {
                return false;
            }
        }

        return true;
    }
}
