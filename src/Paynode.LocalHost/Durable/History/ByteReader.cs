using System.Buffers.Binary;
using System.Text;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Reads data written by <see cref="ByteWriter"/>; throws <see cref="InvalidDataException"/> at the end of the data.
/// </summary>
internal ref struct ByteReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    public readonly bool AtEnd => _rest.IsEmpty;

    public byte Byte() => Raw(1)[0];

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Raw(8));

    public DateTime Time() => new(Int64(), DateTimeKind.Utc);

    public int Int() => (int)UInt();

    public byte[]? Bytes() => UInt() is var length and > 0 ? Raw((int)length - 1).ToArray() : null;

    public string? Text() => UInt() is var length and > 0 ? Encoding.UTF8.GetString(Raw((int)length - 1)) : null;

    public string Name() => Text() ?? throw new InvalidDataException("A name is missing from the journal.");

    public ReadOnlySpan<byte> Raw(int count)
    {
        if ((uint)count > (uint)_rest.Length)
        {
            throw new InvalidDataException("The journal's data is truncated.");
        }

        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    private uint UInt()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var part = Byte();
            value |= (uint)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("An integer in the journal is too long.");
    }
}
