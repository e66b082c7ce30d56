using System.Numerics;
using System.Text;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Abi;

/// <summary>
/// Decodes values by the contract ABI's rules, strictly: non-zero padding bits, offsets outside the data and impossible
/// lengths are errors, because the data may come from a malicious RPC server.
/// </summary>
public static class AbiDecoder
{
    /// <summary>The maximum nesting depth, so that hostile data cannot exhaust the stack.</summary>
    public const int MaxDepth = 16;

    /// <summary>Decodes a value of a type.</summary>
    /// <returns>The value, in the representation documented with the type; <c>bytes32</c> is returned as <see cref="Bytes32"/>.</returns>
    /// <exception cref="FormatException">The data is not an encoding of the type.</exception>
    public static object Decode(AbiType type, ReadOnlySpan<byte> data) => Read(type, data, 0, MaxDepth);

    /// <summary>Decodes a tuple.</summary>
    /// <param name="type">The tuple type.</param>
    /// <param name="data">The encoding.</param>
    /// <returns>The components' values in order.</returns>
    /// <exception cref="FormatException">The data is not an encoding of the type.</exception>
    public static object[] Decode(AbiType.Struct type, ReadOnlySpan<byte> data) => (object[])Decode((AbiType)type, data);

    private static object Read(AbiType type, ReadOnlySpan<byte> data, int at, int depth)
    {
        if (depth == 0)
        {
            throw new FormatException("The ABI type nests too deeply.");
        }

        return type switch
        {
            AbiType.Struct tuple => ReadSequence(tuple.Components, data[At(data, at, 0)..], depth),
            AbiType.DynamicArray array => ReadArray(array, data, at, depth),
            AbiType.DynamicBytes => ReadBytes(data, at),
            AbiType.Text => ReadText(ReadBytes(data, at)),
            _ => ReadWord(type, Word(data, at)),
        };
    }

    private static object[] ReadSequence(IReadOnlyList<AbiType> types, ReadOnlySpan<byte> data, int depth)
    {
        var values = new object[types.Count];
        for (int i = 0, head = 0; i < values.Length; head += types[i].HeadSize, i++)
        {
            values[i] = types[i].IsDynamic
                ? Read(types[i], data, Length(data, head), depth - 1)
                : Read(types[i], data, head, depth - 1);
        }

        return values;
    }

    private static object[] ReadArray(AbiType.DynamicArray type, ReadOnlySpan<byte> data, int at, int depth)
    {
        var count = Length(data, at);
        var body = data[At(data, at, 32)..];
        // With zero-size elements a short message could claim any count.
        if (type.Element.HeadSize == 0 || count > body.Length / type.Element.HeadSize)
        {
            throw new FormatException("An ABI array is longer than its data.");
        }

        return ReadSequence(Enumerable.Repeat(type.Element, count).ToArray(), body, depth);
    }

    private static byte[] ReadBytes(ReadOnlySpan<byte> data, int at)
    {
        var length = Length(data, at);
        var body = data[At(data, at, 32)..];
        var padded = checked((length + 31) / 32 * 32);
        if (padded > body.Length || body[length..padded].ContainsAnyExcept((byte)0))
        {
            throw new FormatException("ABI bytes are longer than their data, or their padding is not zero.");
        }

        return body[..length].ToArray();
    }

    private static string ReadText(byte[] bytes)
    {
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (ArgumentException e)
        {
            throw new FormatException("An ABI string is not UTF-8.", e);
        }
    }

    private static object ReadWord(AbiType type, ReadOnlySpan<byte> word)
    {
        var number = new BigInteger(word, isUnsigned: true, isBigEndian: true);
        return type switch
        {
            AbiType.UInt uint_ when number.GetBitLength() <= uint_.Bits => number,
            AbiType.AccountAddress when !word[..12].ContainsAnyExcept((byte)0) => new Address(word[12..]),
            AbiType.Boolean when number <= BigInteger.One => !number.IsZero,
            AbiType.FixedBytes { Size: 32 } => new Bytes32(word),
            AbiType.FixedBytes size when !word[size.Size..].ContainsAnyExcept((byte)0) => word[..size.Size].ToArray(),
            _ => throw new FormatException($"A word is not a {type}."),
        };
    }

    private static int Length(ReadOnlySpan<byte> data, int at)
    {
        var number = new BigInteger(Word(data, at), isUnsigned: true, isBigEndian: true);
        return number <= data.Length ? (int)number : throw new FormatException("An ABI offset or length points outside the data.");
    }

    private static ReadOnlySpan<byte> Word(ReadOnlySpan<byte> data, int at) => data.Slice(At(data, at, 32) - 32, 32);

    private static int At(ReadOnlySpan<byte> data, int at, int size) =>
        at + size <= data.Length ? at + size : throw new FormatException("ABI data ends too early.");
}
