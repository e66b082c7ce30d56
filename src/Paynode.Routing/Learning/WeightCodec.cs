using System.Buffers.Binary;

namespace Paynode.Routing.Learning;

/// <summary>Serialises beliefs about weights as pairs of 32-bit floats, mean then variance.</summary>
internal static class WeightCodec
{
    /// <summary>Writes 8 bytes per weight.</summary>
    public static void Write(Span<byte> destination, ReadOnlySpan<float> means, ReadOnlySpan<float> variances)
    {
        for (var i = 0; i < means.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(destination[(8 * i)..], means[i]);
            BinaryPrimitives.WriteSingleLittleEndian(destination[(8 * i + 4)..], variances[i]);
        }
    }

    /// <summary>Reads them; false if a mean is not finite or a variance is negative.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, Span<float> means, Span<float> variances)
    {
        for (var i = 0; i < means.Length; i++)
        {
            means[i] = BinaryPrimitives.ReadSingleLittleEndian(source[(8 * i)..]);
            variances[i] = BinaryPrimitives.ReadSingleLittleEndian(source[(8 * i + 4)..]);
            if (!float.IsFinite(means[i]) || !float.IsFinite(variances[i]) || variances[i] < 0)
            {
                return false;
            }
        }

        return true;
    }
}
