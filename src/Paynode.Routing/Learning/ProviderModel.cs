using System.Buffers.Binary;
using Paynode.Routing.Features;
using Paynode.Routing.Health;

namespace Paynode.Routing.Learning;

/// <summary>
/// All that is learned of one provider in one corridor: a normal belief per weight, its health, its latency curve.
/// State only; <see cref="Learner"/> changes it. Not safe for two writers at once.
/// </summary>
public sealed class ProviderModel
{
    /// <summary>First byte of the serialised form.</summary>
    public const byte FormatVersion = 1;

    /// <summary>Bytes of the serialised form.</summary>
    public const int ByteCount = HeaderBytes + 2 * FeatureLayout.Count * sizeof(float) + LatencyCurve.ByteCount;

    private const int HeaderBytes = 4 + sizeof(long) + sizeof(int) + 2 * sizeof(double);

    internal float[] Means { get; } = new float[FeatureLayout.Count];

    internal float[] Variances { get; } = new float[FeatureLayout.Count];

    /// <summary>Belief about the provider's health at <see cref="UpdatedAtMs"/>.</summary>
    public HealthBelief Health { get; internal set; }

    /// <summary>The provider's learned time to answer.</summary>
    public LatencyCurve Latency { get; } = new();

    /// <summary>When the state was last moved, in Unix milliseconds; 0 before the first outcome.</summary>
    public long UpdatedAtMs { get; internal set; }

    /// <summary>Technical outcomes learned from.</summary>
    public int Outcomes { get; internal set; }

    /// <summary>Writes <see cref="ByteCount"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        destination[..4].Clear();
        destination[0] = FormatVersion;
        BinaryPrimitives.WriteInt64LittleEndian(destination[4..], UpdatedAtMs);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], Outcomes);
        BinaryPrimitives.WriteDoubleLittleEndian(destination[16..], Health.Partial);
        BinaryPrimitives.WriteDoubleLittleEndian(destination[24..], Health.Down);
        var rest = destination[HeaderBytes..];
        for (var i = 0; i < FeatureLayout.Count; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(rest[(8 * i)..], Means[i]);
            BinaryPrimitives.WriteSingleLittleEndian(rest[(8 * i + 4)..], Variances[i]);
        }

        Latency.Write(rest[(8 * FeatureLayout.Count)..]);
    }

    /// <summary>
    /// Reads what <see cref="Write"/> wrote into this instance. False, with the instance's content undefined, if the
    /// bytes are of another version or length, or hold a number that no learning can have produced: rebuild it then.
    /// </summary>
    public bool TryRead(ReadOnlySpan<byte> source)
    {
        if (source.Length != ByteCount || source[0] != FormatVersion)
        {
            return false;
        }

        UpdatedAtMs = BinaryPrimitives.ReadInt64LittleEndian(source[4..]);
        Outcomes = BinaryPrimitives.ReadInt32LittleEndian(source[12..]);
        var partial = BinaryPrimitives.ReadDoubleLittleEndian(source[16..]);
        var down = BinaryPrimitives.ReadDoubleLittleEndian(source[24..]);
        if (!(partial >= 0 && down >= 0 && partial + down <= 1 + 1e-9) || Outcomes < 0)
        {
            return false;
        }

        Health = new HealthBelief(Math.Max(0, 1 - partial - down), partial, down);
        var rest = source[HeaderBytes..];
        return TryReadWeights(rest) && Latency.TryRead(rest[(8 * FeatureLayout.Count)..]);
    }

    private bool TryReadWeights(ReadOnlySpan<byte> source)
    {
        for (var i = 0; i < FeatureLayout.Count; i++)
        {
            Means[i] = BinaryPrimitives.ReadSingleLittleEndian(source[(8 * i)..]);
            Variances[i] = BinaryPrimitives.ReadSingleLittleEndian(source[(8 * i + 4)..]);
            if (!float.IsFinite(Means[i]) || !float.IsFinite(Variances[i]) || Variances[i] < 0)
            {
                return false;
            }
        }

        return true;
    }
}
