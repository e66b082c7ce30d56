using System.Buffers.Binary;
using Paynode.Routing.Features;

namespace Paynode.Routing.Learning;

/// <summary>
/// What a corridor's providers share: the level m_c, by which a newcomer is judged before it has outcomes of its own,
/// and the corridor's large-order threshold. Lost updates between processes only slow it down.
/// </summary>
public sealed class CorridorModel
{
    /// <summary>First byte of the serialised form.</summary>
    public const byte FormatVersion = 1;

    /// <summary>Bytes of the serialised form.</summary>
    public const int ByteCount = 8 + 4 * sizeof(double);

    /// <summary>A corridor nothing is known of.</summary>
    public CorridorModel(ModelParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Level = new Gaussian(parameters.PriorMean, parameters.CorridorSd * parameters.CorridorSd);
    }

    /// <summary>Belief about the log-odds of success of a typical provider here.</summary>
    public Gaussian Level { get; internal set; }

    /// <summary>The corridor's 75th percentile of amounts.</summary>
    public AmountQuantile LargeAmount { get; private set; }

    /// <summary>Takes note of an order's amount.</summary>
    public void ObserveAmount(double amount) => LargeAmount = LargeAmount.With(amount);

    /// <summary>Writes <see cref="ByteCount"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        destination[..8].Clear();
        destination[0] = FormatVersion;
        BinaryPrimitives.WriteDoubleLittleEndian(destination[8..], Level.Mean);
        BinaryPrimitives.WriteDoubleLittleEndian(destination[16..], Level.Variance);
        BinaryPrimitives.WriteDoubleLittleEndian(destination[24..], LargeAmount.LogValue);
        BinaryPrimitives.WriteInt64LittleEndian(destination[32..], LargeAmount.Count);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; false, with nothing changed, if the bytes are of another version or not sane.</summary>
    public bool TryRead(ReadOnlySpan<byte> source)
    {
        if (source.Length != ByteCount || source[0] != FormatVersion)
        {
            return false;
        }

        var mean = BinaryPrimitives.ReadDoubleLittleEndian(source[8..]);
        var variance = BinaryPrimitives.ReadDoubleLittleEndian(source[16..]);
        var logAmount = BinaryPrimitives.ReadDoubleLittleEndian(source[24..]);
        var count = BinaryPrimitives.ReadInt64LittleEndian(source[32..]);
        if (!double.IsFinite(mean) || !(variance >= 0) || !double.IsFinite(logAmount) || count < 0)
        {
            return false;
        }

        Level = new Gaussian(mean, variance);
        LargeAmount = new AmountQuantile(logAmount, count);
        return true;
    }
}
