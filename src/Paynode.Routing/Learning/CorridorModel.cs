using System.Buffers.Binary;
using Paynode.Routing.Features;

namespace Paynode.Routing.Learning;

/// <summary>
/// The state that a corridor's providers share: the level m_c, which applies to a provider before it has outcomes of its own,
/// and the corridor's large-order threshold. Lost updates between processes only slow down learning.
/// </summary>
public sealed class CorridorModel
{
    /// <summary>First byte of the serialised form.</summary>
    public const byte FormatVersion = 2;

    /// <summary>Bytes of the serialised form.</summary>
    public const int ByteCount = HeaderBytes + LoadModel.ByteCount;

    private const int HeaderBytes = 8 + 5 * sizeof(long);

    internal CorridorModel(Gaussian level, LoadModel load) => (Level, Load) = (level, load);

    /// <summary>Technical outcomes learned from, over all providers.</summary>
    public long Outcomes { get; internal set; }

    /// <summary>Belief about the log-odds of success of a typical provider here.</summary>
    public Gaussian Level { get; internal set; }

    /// <summary>The effect of load on success here.</summary>
    public LoadModel Load { get; }

    /// <summary>The corridor's 75th percentile of amounts.</summary>
    public AmountQuantile LargeAmount { get; private set; }

    /// <summary>Updates the amount quantile.</summary>
    public void ObserveAmount(double amount) => LargeAmount = LargeAmount.With(amount);

    /// <summary>Writes <see cref="ByteCount"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        destination[..8].Clear();
        destination[0] = FormatVersion;
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], Outcomes);
        BinaryPrimitives.WriteInt64LittleEndian(destination[16..], LargeAmount.Count);
        BinaryPrimitives.WriteDoubleLittleEndian(destination[24..], LargeAmount.LogValue);
        BinaryPrimitives.WriteDoubleLittleEndian(destination[32..], Level.Mean);
        BinaryPrimitives.WriteDoubleLittleEndian(destination[40..], Level.Variance);
        Load.Write(destination[HeaderBytes..]);
    }

    /// <summary>
    /// Parses what <see cref="Write"/> wrote; false, with nothing changed, if the bytes are of another version or invalid.
    /// </summary>
    public bool TryRead(ReadOnlySpan<byte> source)
    {
        if (source.Length != ByteCount || source[0] != FormatVersion)
        {
            return false;
        }

        var outcomes = BinaryPrimitives.ReadInt64LittleEndian(source[8..]);
        var amounts = new AmountQuantile(
            BinaryPrimitives.ReadDoubleLittleEndian(source[24..]), BinaryPrimitives.ReadInt64LittleEndian(source[16..]));
        var level = new Gaussian(
            BinaryPrimitives.ReadDoubleLittleEndian(source[32..]), BinaryPrimitives.ReadDoubleLittleEndian(source[40..]));
        if (outcomes < 0 || amounts.Count < 0 || !double.IsFinite(amounts.LogValue)
            || !double.IsFinite(level.Mean) || !(level.Variance >= 0) || !Load.TryRead(source[HeaderBytes..]))
        {
            return false;
        }

        (Outcomes, LargeAmount, Level) = (outcomes, amounts, level);
        return true;
    }
}
