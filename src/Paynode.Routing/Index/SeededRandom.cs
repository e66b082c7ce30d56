namespace Paynode.Routing.Index;

/// <summary>
/// SplitMix64 (Steele, Lea, Flood 2014) as the model's random source. Seeded by the attempt, so that a decision can be
/// reproduced from its record; one per thread, because creating one costs more than a decision's draws.
/// </summary>
internal sealed class SeededRandom : Random
{
    [ThreadStatic]
    private static SeededRandom? _ofThread;

    private ulong _state;

    private SeededRandom()
    {
    }

    /// <summary>This thread's source, started from the seed. Valid until the thread's next call.</summary>
    public static SeededRandom From(ulong seed)
    {
        var random = _ofThread ??= new SeededRandom();
        random._state = seed;
        return random;
    }

    /// <inheritdoc/>
    public override double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <inheritdoc/>
    protected override double Sample() => NextDouble();

    private ulong NextBits()
    {
        var bits = _state += 0x9E3779B97F4A7C15;
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return bits ^ (bits >> 31);
    }
}
