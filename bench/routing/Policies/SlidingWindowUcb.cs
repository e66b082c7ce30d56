using Paynode.Bench.Routing.Market;

namespace Paynode.Bench.Routing.Policies;

/// <summary>SW-UCB (Garivier and Moulines): UCB1 over the corridor's last W outcomes only.</summary>
public sealed class SlidingWindowUcb(WorldSettings world, double width, int window) : IPolicy
{
    private readonly Queue<(int Provider, bool IsPaid)>[] _windows =
        [.. Enumerable.Range(0, world.Corridors).Select(_ => new Queue<(int, bool)>())];

    private readonly int[,] _tries = new int[world.Corridors, world.Providers];
    private readonly int[,] _paid = new int[world.Corridors, world.Providers];

    public (int Provider, double Tag) Choose(Situation situation)
    {
        var corridor = situation.Order.Corridor;
        var log = Math.Log(Math.Max(Math.E, _windows[corridor].Count));
        return (Pick.Best(situation, i => Index(corridor, i, log, situation.IsFailover ? 0 : width) * situation.Margin(i)), 0);
    }

    public void Learn(in Attempt attempt)
    {
        if (attempt.Ending == Ending.Declined)
        {
            return;
        }

        var corridor = attempt.Order.Corridor;
        Count(corridor, attempt.Provider, attempt.IsPaid, 1);
        _windows[corridor].Enqueue((attempt.Provider, attempt.IsPaid));
        if (_windows[corridor].Count > window)
        {
            var (provider, paid) = _windows[corridor].Dequeue();
            Count(corridor, provider, paid, -1);
        }
    }

    private double Index(int corridor, int i, double log, double c) => _tries[corridor, i] == 0
        ? 2
        : Math.Min(1.5, _paid[corridor, i] / (double)_tries[corridor, i] + c * Math.Sqrt(log / _tries[corridor, i]));

    private void Count(int corridor, int provider, bool paid, int by)
    {
        _tries[corridor, provider] += by;
        _paid[corridor, provider] += paid ? by : 0;
    }
}
