namespace Paynode.Bench.Routing.Market;

/// <summary>The providers an order has been sent to, as bits.</summary>
public readonly record struct Tried(ulong Bits)
{
    public int Count => System.Numerics.BitOperations.PopCount(Bits);

    public bool Has(int provider) => (Bits >> provider & 1) == 1;

    public Tried With(int provider) => new(Bits | 1UL << provider);
}
