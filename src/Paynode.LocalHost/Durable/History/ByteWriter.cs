using System.Buffers.Binary;
using System.Text;

namespace Paynode.LocalHost.Durable;

/// <summary>A growing buffer with the encodings that the journal uses: LEB128 integers and length-prefixed UTF-8.</summary>
internal sealed class ByteWriter(int capacity = 256)
{
    private byte[] _buffer = new byte[capacity];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public ReadOnlySpan<byte> Span => _buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public byte[] ToArray() => Span.ToArray();

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void Raw(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    public void Int64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Reserve(8), value);

    public void Int(int value) => UInt((uint)value);

    public void Time(DateTime value) => Int64(value.Ticks);

    public void Bytes(byte[]? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }

        UInt((uint)value.Length + 1);
        Raw(value);
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Byte(0);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        UInt((uint)length + 1);
        Encoding.UTF8.GetBytes(value, Reserve(length));
    }

    private void UInt(uint value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }

        Byte((byte)value);
    }

    private Span<byte> Reserve(int count)
    {
        var needed = Length + count;
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(needed, _buffer.Length * 2));
        }

        var span = _buffer.AsSpan(Length, count);
        Length = needed;
        return span;
    }
}
