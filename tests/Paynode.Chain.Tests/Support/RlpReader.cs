namespace Paynode.Chain.Tests.Support;

/// <summary>Reads an RLP list of byte strings and empty lists: written apart from the encoder, by the yellow paper's appendix B.</summary>
internal static class RlpReader
{
    public static List<byte[]> ReadList(ReadOnlySpan<byte> encoded)
    {
        var (offset, length) = Head(encoded, 0xc0);
        Assert.Equal(encoded.Length, offset + length);
        var items = new List<byte[]>();
        for (var rest = encoded[offset..]; rest.Length > 0;)
        {
            var (start, size) = rest[0] < 0x80 ? (0, 1) : Head(rest, rest[0] < 0xc0 ? 0x80 : 0xc0);
            items.Add(rest.Slice(start, size).ToArray());
            rest = rest[(start + size)..];
        }

        return items;
    }

    private static (int Offset, int Length) Head(ReadOnlySpan<byte> data, int kind)
    {
        var tag = data[0] - kind;
        if (tag <= 55)
        {
            return (1, tag);
        }

        var length = 0;
        foreach (var digit in data.Slice(1, tag - 55))
        {
            length = (length << 8) | digit;
        }

        return (1 + tag - 55, length);
    }
}
