using System.Numerics;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Tests.Support;

/// <summary>A transaction in the scripted node's pool or blocks.</summary>
internal sealed record ScriptedTransaction(Bytes32 Hash, long Nonce, BigInteger Tip, BigInteger MaxFee, byte[] Data, bool IsForeign, long GasLimit = 21_000)
{
    /// <summary>Reads signed bytes as a node would.</summary>
    public static ScriptedTransaction Read(byte[] raw)
    {
        Assert.Equal(2, raw[0]);
        var fields = RlpReader.ReadList(raw.AsSpan(1));
        return new ScriptedTransaction(
            Keccak256.Hash(raw), (long)Number(fields[1]), Number(fields[2]), Number(fields[3]), fields[7], IsForeign: false, (long)Number(fields[4]));
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
