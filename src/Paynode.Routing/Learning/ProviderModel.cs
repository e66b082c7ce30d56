using System.Buffers.Binary;
using Paynode.Routing.Features;
using Paynode.Routing.Health;

namespace Paynode.Routing.Learning;

/// <summary>
/// The learned state of one provider in one corridor: a normal belief per weight, its health, its latency curve.
/// State only; <see cref="Learner"/> changes it. Not safe for concurrent writers.
/// </summary>
public sealed class ProviderModel
{
    /// <summary>First byte of the serialised form.</summary>
    public const byte FormatVersion = 2;

    /// <summary>Bytes of the serialised form.</summary>
    public const int ByteCount = HeaderBytes + 2 * FeatureLayout.Count * sizeof(float) + LatencyCurve.ByteCount;

    private const int HeaderBytes = 4 + sizeof(long) + sizeof(int) + 3 * sizeof(double);

    internal float[] Means { get; } = new float[FeatureLayout.Count];

    internal float[] Variances { get; } = new float[FeatureLayout.Count];

    /// <summary>Belief about the provider's health at <see cref="UpdatedAtMs"/>.</summary>
    public HealthBelief Health { get; internal set; }

    /// <summary>The provider's learned response time.</summary>
    public LatencyCurve Latency { get; } = new();

    /// <summary>When the state was last updated, in Unix milliseconds; 0 before the first outcome.</summary>
    public long UpdatedAtMs { get; internal set; }

    /// <summary>Technical outcomes learned from.</summary>
    public int Outcomes { get; internal set; }

    /// <summary>Joined a corridor that was already established, and therefore begins with a small share of it.</summary>
    public bool IsOnProbation { get; internal set; }

    /// <summary>Writes <see cref="ByteCount"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        destination[..4].Clear();
        destination[0] = FormatVersion;
        destination[1] = IsOnProbation ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt64LittleEndian(destination[4..], UpdatedAtMs);
        BinaryPrimitives.WriteInt32LittleEndian(destination[12..], Outcomes);
        BinaryPrimitives.WriteDoubleLittleEndian(destination[16..], Health.Partial);
        BinaryPrimitives.WriteDoubleLittleEndian(destination[24..], Health.Erring);
        BinaryPrimitives.WriteDoubleLittleEndian(destination[32..], Health.Silent);
        var rest = destination[HeaderBytes..];
        WeightCodec.Write(rest, Means, Variances);

        Latency.Write(rest[(8 * FeatureLayout.Count)..]);
    }

    /// <summary>
    /// Parses what <see cref="Write"/> wrote into this instance. False, with the instance's content undefined, if the bytes are
    /// of another version or length, or contain a number that learning cannot produce: create a new instance then.
    /// </summary>
    public bool TryRead(ReadOnlySpan<byte> source)
    {
        if (source.Length != ByteCount || source[0] != FormatVersion)
        {
            return false;
        }

        IsOnProbation = source[1] == 1;
        UpdatedAtMs = BinaryPrimitives.ReadInt64LittleEndian(source[4..]);
        Outcomes = BinaryPrimitives.ReadInt32LittleEndian(source[12..]);
        var partial = BinaryPrimitives.ReadDoubleLittleEndian(source[16..]);
        var erring = BinaryPrimitives.ReadDoubleLittleEndian(source[24..]);
        var silent = BinaryPrimitives.ReadDoubleLittleEndian(source[32..]);
        var up = 1 - partial - erring - silent;
        if (!(partial >= 0 && erring >= 0 && silent >= 0 && up >= -1e-9) || Outcomes < 0)
        {
            return false;
        }

        Health = new HealthBelief(Math.Max(0, up), partial, erring, silent);
        var rest = source[HeaderBytes..];
        return WeightCodec.TryRead(rest, Means, Variances) && Latency.TryRead(rest[(8 * FeatureLayout.Count)..]);
    }
}
