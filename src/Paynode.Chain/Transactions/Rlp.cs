using System.Numerics;

namespace Paynode.Chain.Transactions;

/// <summary>Recursive length prefix, the encoding of transactions.</summary>
internal static class Rlp
{
    /// <summary>A number is its big-endian bytes without leading zeros; zero is empty.</summary>
    public static byte[] Encode(BigInteger number) =>
        Encode(number.IsZero ? [] : number.ToByteArray(isUnsigned: true, isBigEndian: true));

    public static byte[] Encode(byte[] bytes) =>
        bytes is [< 0x80] ? bytes : [.. Prefix(0x80, bytes.Length), .. bytes];

    /// <summary>A list of items that are encoded already.</summary>
    public static byte[] EncodeList(params byte[][] items)
    {
        var payload = items.SelectMany(i => i).ToArray();
        return [.. Prefix(0xc0, payload.Length), .. payload];
    }

    private static byte[] Prefix(int offset, int length)
    {
        if (length <= 55)
        {
            return [(byte)(offset + length)];
        }

        var size = new BigInteger(length).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [(byte)(offset + 55 + size.Length), .. size];
    }
}
