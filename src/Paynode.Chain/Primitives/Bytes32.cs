using System.Buffers.Binary;
using System.Numerics;

namespace Paynode.Chain.Primitives;

/// <summary>32 bytes: a hash, an order id of the escrow, or a reference.</summary>
public readonly struct Bytes32 : IEquatable<Bytes32>
{
    /// <summary>The number of bytes.</summary>
    public const int Length = 32;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    /// <summary>Copies exactly 32 bytes.</summary>
    /// <param name="bytes">The bytes, most significant first.</param>
    /// <exception cref="ArgumentException">The length is not 32.</exception>
    public Bytes32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("Thirty-two bytes are needed.", nameof(bytes));
        }

        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
    }

    /// <summary>All zeros.</summary>
    public static Bytes32 Zero => default;

    /// <summary>Parses 64 hexadecimal digits, with or without <c>0x</c>.</summary>
    /// <exception cref="FormatException">The text is not 32 bytes of hexadecimal.</exception>
    public static Bytes32 Parse(string text)
    {
        var bytes = Hex.Decode(text);
        return bytes.Length == Length ? new Bytes32(bytes) : throw new FormatException("Thirty-two bytes are needed.");
    }

    /// <summary>Writes a non-negative number as a 256-bit big-endian word.</summary>
    /// <param name="value">A number below 2^256.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or too large.</exception>
    public static Bytes32 FromBigInteger(BigInteger value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var size = value.GetByteCount(isUnsigned: true);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Length, nameof(value));
        Span<byte> word = stackalloc byte[Length];
        value.TryWriteBytes(word[(Length - size)..], out _, isUnsigned: true, isBigEndian: true);
        return new Bytes32(word);
    }

    /// <summary>Reads the word as an unsigned big-endian number.</summary>
    public BigInteger ToBigInteger() => new(ToArray(), isUnsigned: true, isBigEndian: true);

    /// <summary>Returns a copy of the bytes.</summary>
    /// <returns>A new array of 32 bytes.</returns>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), _low);
        return bytes;
    }

    /// <inheritdoc />
    public bool Equals(Bytes32 other) => _high == other._high && _low == other._low;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Bytes32 other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(_high, _low);

    /// <summary>The value as <c>0x</c> and sixty-four lower-case digits.</summary>
    public override string ToString() => Hex.Encode(ToArray());

    /// <summary>Compares by value.</summary>
    /// <returns>Whether all bytes are equal.</returns>
    public static bool operator ==(Bytes32 left, Bytes32 right) => left.Equals(right);

    /// <summary>Compares by value.</summary>
    /// <returns>Whether any byte differs.</returns>
    public static bool operator !=(Bytes32 left, Bytes32 right) => !left.Equals(right);
}
