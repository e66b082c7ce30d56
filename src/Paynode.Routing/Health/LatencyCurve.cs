using System.Buffers.Binary;

namespace Paynode.Routing.Health;

/// <summary>
/// A provider's learned response time: exponentially forgotten counts over log-spaced buckets, starting from a weak prior
/// (median 15 s). Responses are successes and failures; an unanswered order is not a response.
/// </summary>
public sealed class LatencyCurve
{
    /// <summary>Number of buckets.</summary>
    public const int Buckets = 16;

    /// <summary>Bytes of the serialised curve.</summary>
    public const int ByteCount = Buckets * sizeof(float);

    /// <summary>Responses after which an old one counts 1/e: adapts to a slower provider within a few hundred.</summary>
    private const float Memory = 200;

    /// <summary>The prior's weight, in responses.</summary>
    private const float PriorWeight = 6;

    private static readonly float[] Prior =
        [.01f, .03f, .06f, .10f, .14f, .16f, .14f, .11f, .08f, .06f, .04f, .025f, .015f, .01f, .01f, .01f];

    private readonly float[] _counts = new float[Buckets];
    private readonly float[] _survival = new float[Buckets];

    /// <summary>The prior curve.</summary>
    public LatencyCurve() => Reset();

    /// <summary>Upper ends of the buckets in seconds; the last is open.</summary>
    private static ReadOnlySpan<float> Ends => [1, 2, 4, 7, 12, 18, 27, 40, 60, 90, 135, 200, 400, 900, 2_700];

    /// <summary>Resets to the prior.</summary>
    public void Reset()
    {
        for (var i = 0; i < Buckets; i++)
        {
            _counts[i] = Prior[i] * PriorWeight;
        }

        Refresh();
    }

    /// <summary>Learns one response's latency.</summary>
    public void Add(double seconds)
    {
        if (!(seconds >= 0))
        {
            return;
        }

        for (var i = 0; i < Buckets; i++)
        {
            _counts[i] *= 1 - 1 / Memory;
        }

        _counts[BucketOf(seconds)]++;
        Refresh();
    }

    /// <summary>Probability that an order which will be answered has not been answered at this age.</summary>
    public double Survival(double seconds)
    {
        if (!(seconds > 0))
        {
            return 1;
        }

        var bucket = BucketOf(seconds);
        var above = bucket == 0 ? 1 : _survival[bucket - 1];
        if (bucket == Buckets - 1)
        {
            return above * Ends[^1] / seconds;
        }

        var from = bucket == 0 ? 0 : Ends[bucket - 1];
        return above + (_survival[bucket] - above) * (seconds - from) / (Ends[bucket] - from);
    }

    /// <summary>The age by which the given share of responses has arrived, in seconds.</summary>
    public double Quantile(double share)
    {
        var left = 1 - share;
        for (var i = 0; i < Buckets - 1; i++)
        {
            if (_survival[i] > left)
            {
                continue;
            }

            var (from, above) = i == 0 ? (0f, 1f) : (Ends[i - 1], _survival[i - 1]);
            return from + (Ends[i] - from) * (above - left) / Math.Max(above - _survival[i], 1e-9);
        }

        return Ends[^1];
    }

    /// <summary>Writes <see cref="ByteCount"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        for (var i = 0; i < Buckets; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(destination[(i * sizeof(float))..], _counts[i]);
        }
    }

    /// <summary>Parses what <see cref="Write"/> wrote; false, and the prior, if a count is not a finite positive number.</summary>
    public bool TryRead(ReadOnlySpan<byte> source)
    {
        for (var i = 0; i < Buckets; i++)
        {
            var count = BinaryPrimitives.ReadSingleLittleEndian(source[(i * sizeof(float))..]);
            if (!(count >= 0) || !float.IsFinite(count))
            {
                Reset();
                return false;
            }

            _counts[i] = count;
        }

        Refresh();
        return true;
    }

    private static int BucketOf(double seconds)
    {
        var bucket = 0;
        while (bucket < Buckets - 1 && seconds > Ends[bucket])
        {
            bucket++;
        }

        return bucket;
    }

    private void Refresh()
    {
        var total = 0f;
        foreach (var count in _counts)
        {
            total += count;
        }

        var left = total;
        for (var i = 0; i < Buckets; i++)
        {
            left -= _counts[i];
            _survival[i] = Math.Max(0, left / total);
        }
    }
}
