using System.Buffers.Binary;
using Paynode.Routing.Features;

namespace Paynode.Routing.Index;

/// <summary>
/// The data stored with an offer to learn from its outcome: the order's features and, as a tag, the chosen provider's load
/// and score at that time. Without a tag the load counts as zero and there is no score.
/// </summary>
internal readonly record struct OfferContext(OrderContext Context, double Amount, double Loading, double ScorerScore)
{
    private const byte FormatVersion = 1;
    private const int OrderBytes = 6 + 2 * sizeof(double), TagBytes = 2 * sizeof(float);

    public static byte[] Write(in OrderContext context, double amount)
    {
        var bytes = new byte[OrderBytes];
        bytes[0] = FormatVersion;
        bytes[1] = context.Method;
        bytes[2] = context.AmountBand;
        bytes[3] = context.Institution;
        bytes[4] = context.HourBand;
        bytes[5] = context.IsLarge ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(6), context.ValueBps);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(14), amount);
        return bytes;
    }

    public static byte[] WriteTag(double loading, double scorerScore)
    {
        var bytes = new byte[TagBytes];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)loading);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(4), (float)scorerScore);
        return bytes;
    }

    /// <summary>Parses both, one after the other. Anything else counts as an order without features.</summary>
    public static OfferContext Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < OrderBytes || bytes[0] != FormatVersion)
        {
            return new OfferContext(default, 0, 0, 0);
        }

        var context = new OrderContext(
            bytes[1], bytes[2], bytes[3], bytes[4], bytes[5] == 1, BinaryPrimitives.ReadDoubleLittleEndian(bytes[6..]));
        var amount = BinaryPrimitives.ReadDoubleLittleEndian(bytes[14..]);
        var tag = bytes[OrderBytes..];
        return tag.Length == TagBytes
            ? new OfferContext(
                context, amount, BinaryPrimitives.ReadSingleLittleEndian(tag), BinaryPrimitives.ReadSingleLittleEndian(tag[4..]))
            : new OfferContext(context, amount, 0, 0);
    }
}
