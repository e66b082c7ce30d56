using Paynode.Bench.Routing.Market;

namespace Paynode.Bench.Routing.Policies;

/// <summary>
/// What juspay's decision-engine documents for success-rate routing with costs: the success rate of each gateway's last
/// B outcomes (a full window of successes at first), per segment; ranked by expected value; a hedging share of traffic
/// sent to the others to keep their scores fresh; and gateways whose short-term rate is under an elimination threshold
/// moved behind the rest. Written from its documentation.
/// </summary>
public sealed class SlidingWindowHedging(
    WorldSettings world, Random random, int bucket, double hedging, bool isByMethod, double eliminateBelow) : IPolicy
{
    private const double ShortMemory = 0.1;
    private readonly Window[] _windows =
        [.. Enumerable.Range(0, world.Corridors * world.Providers * Truth.Methods).Select(_ => new Window(bucket))];

    private readonly double[] _recent = [.. Enumerable.Repeat(1.0, world.Corridors * world.Providers)];

    public (int Provider, double Tag) Choose(Situation situation)
    {
        var order = situation.Order;
        var best = Pick.Best(situation, i =>
            _windows[Key(order, i)].Rate * situation.Margin(i) - (IsEliminated(order, i) ? 1e6 : 0));
        if (best < 0 || situation.IsFailover || random.NextDouble() >= hedging)
        {
            return (best, 0);
        }

        return (Pick.Weighted(situation, random, i => i == best ? 0 : 1), 0);
    }

    public void Learn(in Attempt attempt)
    {
        if (attempt.Ending == Ending.Declined)
        {
            return;
        }

        _windows[Key(attempt.Order, attempt.Provider)].Add(attempt.IsPaid);
        ref var recent = ref _recent[attempt.Order.Corridor * world.Providers + attempt.Provider];
        recent += ShortMemory * ((attempt.IsPaid ? 1 : 0) - recent);
    }

    private bool IsEliminated(in Order order, int provider) =>
        _recent[order.Corridor * world.Providers + provider] < eliminateBelow;

    private int Key(in Order order, int provider) =>
        (order.Corridor * world.Providers + provider) * Truth.Methods + (isByMethod ? order.Method : 0);

    private sealed class Window(int size)
    {
        private readonly bool[] _failed = new bool[size];
        private int _next;
        private int _failures;

        public double Rate => 1 - _failures / (double)size;

        public void Add(bool paid)
        {
            _failures += (paid ? 0 : 1) - (_failed[_next] ? 1 : 0);
            _failed[_next] = !paid;
            _next = (_next + 1) % size;
        }
    }
}
