using System.Numerics;
using System.Text;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Abi;

/// <summary>Encodes values by the contract ABI's head and tail rules.</summary>
public static class AbiEncoder
{
    /// <summary>Encodes a value of a type.</summary>
    /// <param name="type">The type.</param>
    /// <param name="value">The value, in the representation documented with the type.</param>
    /// <returns>The encoding, a multiple of 32 bytes.</returns>
    /// <exception cref="ArgumentException">The value does not fit the type.</exception>
    public static byte[] Encode(AbiType type, object value)
    {
        using var output = new MemoryStream();
        Write(output, type, value);
        return output.ToArray();
    }

    private static void Write(MemoryStream output, AbiType type, object value)
    {
        switch (type, value)
        {
            case (AbiType.Struct tuple, object[] items) when items.Length == tuple.Components.Count:
                WriteSequence(output, tuple.Components, items);
                break;
            case (AbiType.DynamicArray array, object[] items):
                WriteWord(output, items.Length);
                WriteSequence(output, Enumerable.Repeat(array.Element, items.Length).ToArray(), items);
                break;
            case (AbiType.DynamicBytes, byte[] bytes):
                WriteBytes(output, bytes);
                break;
            case (AbiType.Text, string text):
                WriteBytes(output, Encoding.UTF8.GetBytes(text));
                break;
            default:
                output.Write(Word(type, value));
                break;
        }
    }

    private static void WriteSequence(MemoryStream output, IReadOnlyList<AbiType> types, object[] values)
    {
        using var tail = new MemoryStream();
        var headSize = types.Sum(t => t.HeadSize);
        for (var i = 0; i < values.Length; i++)
        {
            if (types[i].IsDynamic)
            {
                WriteWord(output, headSize + tail.Length);
                Write(tail, types[i], values[i]);
            }
            else
            {
                Write(output, types[i], values[i]);
            }
        }

        tail.WriteTo(output);
    }

    private static byte[] Word(AbiType type, object value) => (type, value) switch
    {
        (AbiType.UInt uint_, BigInteger number) when number.Sign >= 0 && number.GetBitLength() <= uint_.Bits =>
            Bytes32.FromBigInteger(number).ToArray(),
        (AbiType.AccountAddress, Address address) => address.ToWord().ToArray(),
        (AbiType.Boolean, bool flag) => Bytes32.FromBigInteger(flag ? 1 : 0).ToArray(),
        (AbiType.FixedBytes { Size: 32 }, Bytes32 word) => word.ToArray(),
        (AbiType.FixedBytes size, byte[] bytes) when bytes.Length == size.Size => [.. bytes, .. new byte[32 - bytes.Length]],
        _ => throw new ArgumentException($"A {value?.GetType().Name ?? "null"} does not fit {type}.", nameof(value)),
    };

    private static void WriteWord(MemoryStream output, long number) => output.Write(Bytes32.FromBigInteger(number).ToArray());

    private static void WriteBytes(MemoryStream output, byte[] bytes)
    {
        WriteWord(output, bytes.Length);
        output.Write(bytes);
        output.Write(new byte[(32 - (bytes.Length % 32)) % 32]);
    }
}
