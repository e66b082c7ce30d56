namespace Paynode.Bench.Routing.Market;

/// <summary>
/// Numbers that depend only on their key (SplitMix64), so that every policy gets the same luck: the same order, sent to the same
/// provider at the same attempt, is decided by the same draw.
/// </summary>
public readonly struct Noise(ulong key)
{
    public static Noise Of(ulong a, ulong b, ulong c = 0) => new(Mix(Mix(Mix(a) ^ b) ^ c));

    /// <summary>The n-th uniform number in [0, 1) under this key.</summary>
    public double Uniform(uint n) => (Mix(key + n * 0x9E3779B97F4A7C15UL) >> 11) * (1.0 / (1UL << 53));

    /// <summary>The n-th standard normal number under this key.</summary>
    public double Normal(uint n) =>
        Math.Sqrt(-2 * Math.Log(1 - Uniform(2 * n))) * Math.Cos(2 * Math.PI * Uniform(2 * n + 1));

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
