using System.Buffers.Binary;
using Paynode.Chain.Cryptography;

namespace Paynode.Chain.Primitives;

/// <summary>A 20-byte account or contract address. Its text form has the EIP-55 checksum.</summary>
public readonly struct Address : IEquatable<Address>
{
    /// <summary>The number of bytes.</summary>
    public const int Length = 20;

    private readonly UInt128 _high;
    private readonly uint _low;

    /// <summary>Copies exactly 20 bytes.</summary>
    /// <param name="bytes">The bytes, most significant first.</param>
    /// <exception cref="ArgumentException">The length is not 20.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("Twenty bytes are needed.", nameof(bytes));
        }

        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    /// <summary>The zero address.</summary>
    public static Address Zero => default;

    /// <summary>Parses an address; mixed-case text must have a valid EIP-55 checksum.</summary>
    /// <param name="text">40 hexadecimal digits, with or without <c>0x</c>.</param>
    /// <exception cref="FormatException">The text is not an address, or its checksum is wrong.</exception>
    public static Address Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException("Not an address, or its checksum is wrong.");

    /// <summary>Parses an address; mixed-case text must have a valid EIP-55 checksum.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="address">The address, when the text is one.</param>
    /// <returns>Whether the text is an address.</returns>
    public static bool TryParse(string? text, out Address address)
    {
        address = default;
        var digits = text?.StartsWith("0x", StringComparison.OrdinalIgnoreCase) == true ? text[2..] : text;
        if (digits is not { Length: 2 * Length } || !digits.All(char.IsAsciiHexDigit))
        {
            return false;
        }

        address = new Address(Convert.FromHexString(digits));
        var mixedCase = digits.Any(char.IsAsciiLetterUpper) && digits.Any(char.IsAsciiLetterLower);
        return !mixedCase || address.ToString().AsSpan(2).SequenceEqual(digits);
    }

    /// <summary>Returns a copy of the bytes.</summary>
    /// <returns>A new array of 20 bytes.</returns>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), _low);
        return bytes;
    }

    /// <summary>The address as a 32-byte word, as in topics and ABI encodings.</summary>
    /// <returns>Twelve zero bytes followed by the address.</returns>
    public Bytes32 ToWord()
    {
        Span<byte> word = stackalloc byte[Bytes32.Length];
        ToArray().CopyTo(word[12..]);
        return new Bytes32(word);
    }

    /// <inheritdoc />
    public bool Equals(Address other) => _high == other._high && _low == other._low;

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(_high, _low);

    /// <summary>The address with its EIP-55 checksum.</summary>
    public override string ToString()
    {
        var digits = Convert.ToHexStringLower(ToArray()).ToCharArray();
        var hash = Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes(digits)).ToArray();
        for (var i = 0; i < digits.Length; i++)
        {
            var nibble = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 0xf;
            digits[i] = nibble >= 8 ? char.ToUpperInvariant(digits[i]) : digits[i];
        }

        return "0x" + new string(digits);
    }

    /// <summary>Compares by value.</summary>
    /// <returns>Whether they are the same.</returns>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <summary>Compares by value.</summary>
    /// <returns>Whether they differ.</returns>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);
}
