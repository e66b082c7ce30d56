using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace Paynode.Payments;

/// <summary>The last order of a page, after which the next page begins. Encoded as base64url of microseconds and id.</summary>
internal readonly record struct OrderCursor(DateTimeOffset CreatedAt, Guid Id)
{
    private const int Bytes = 24;

    internal static OrderCursor After(Order order) => new(order.CreatedAt, order.Id.Value);

    internal static bool TryParse(string text, out OrderCursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (text.Length != Base64Url.GetEncodedLength(Bytes)
            || Base64Url.DecodeFromChars(text, bytes, out _, out var written) != OperationStatus.Done
            || written != Bytes)
        {
            return false;
        }

        var microseconds = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (microseconds < 0 || microseconds > DateTimeOffset.MaxValue.Ticks / TimeSpan.TicksPerMicrosecond)
        {
            return false;
        }

        var createdAt = new DateTimeOffset(microseconds * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
        cursor = new OrderCursor(createdAt, new Guid(bytes[8..], bigEndian: true));
        return true;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        BinaryPrimitives.WriteInt64BigEndian(bytes, CreatedAt.UtcTicks / TimeSpan.TicksPerMicrosecond);
        Id.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }
}

/// <summary>One page of a list, newest first.</summary>
/// <param name="Orders">The page.</param>
/// <param name="NextCursor">Where the next page begins, or null on the last one. Opaque.</param>
public sealed record OrderPage(IReadOnlyList<Order> Orders, string? NextCursor);
