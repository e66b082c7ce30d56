using System.Diagnostics;

namespace Paynode.Bench.Api.Decisions;

/// <summary>Latencies of many calls, in ticks of the stopwatch.</summary>
internal sealed class Latencies(int capacity)
{
    private readonly long[] _ticks = new long[capacity];
    private int _count;

    public int Count => Math.Min(Volatile.Read(ref _count), _ticks.Length);

    public void Add(long ticks)
    {
        var place = Interlocked.Increment(ref _count) - 1;
        if (place < _ticks.Length)
        {
            _ticks[place] = ticks;
        }
    }

    /// <summary>In milliseconds.</summary>
    public double Percentile(double share)
    {
        var sorted = _ticks[..Count];
        Array.Sort(sorted);
        return sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)] * 1000.0 / Stopwatch.Frequency;
    }
}
