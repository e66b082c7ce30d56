using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Paynode.Payments;

/// <summary>
/// Identifies one provider's attempt at one order. Derived from both (a version-8 UUID), so that a step repeated after a crash
/// makes the same offer, not a second one.
/// </summary>
/// <param name="Value">The UUID.</param>
public readonly record struct OfferId(Guid Value)
{
    /// <summary>The identifier of an order's n-th offer: the first 16 bytes of SHA-256 over order and attempt.</summary>
    /// <param name="order">The order.</param>
    /// <param name="attempt">1, 2, 3 …</param>
    public static OfferId For(OrderId order, int attempt)
    {
        Span<byte> input = stackalloc byte[20];
        order.Value.TryWriteBytes(input, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(input[16..], attempt);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(input, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new OfferId(new Guid(hash[..16], bigEndian: true));
    }

    /// <summary>Reads the plain form; false for anything else.</summary>
    public static bool TryParse(string? text, out OfferId id)
    {
        var parsed = PlainUuid.TryParse(text, out var value);
        id = new OfferId(value);
        return parsed;
    }

    /// <summary>The plain form: 36 characters, lower case.</summary>
    public override string ToString() => Value.ToString("D");
}
