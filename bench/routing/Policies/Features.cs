using Paynode.Bench.Routing.Market;

namespace Paynode.Bench.Routing.Policies;

/// <summary>The order's context as the contextual policies see it: one active feature per category, with a bias first.</summary>
public static class Features
{
    public const int Active = 5;
    private const int Bands = 5;
    private const int Hours = 6;
    public const int Count = 1 + Truth.Methods + Truth.Institutions + Bands + Hours;

    public static void Fill(in Order order, double now, Span<int> active)
    {
        active[0] = 0;
        active[1] = 1 + order.Method;
        active[2] = 1 + Truth.Methods + order.Institution;
        active[3] = 1 + Truth.Methods + Truth.Institutions
            + (order.Amount < 20 ? 0 : order.Amount < 60 ? 1 : order.Amount < 150 ? 2 : order.Amount < 400 ? 3 : 4);
        active[4] = 1 + Truth.Methods + Truth.Institutions + Bands + (int)(now / 14_400) % Hours;
    }
}
