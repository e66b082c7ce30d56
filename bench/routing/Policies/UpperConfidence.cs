using Paynode.Bench.Routing.Market;

namespace Paynode.Bench.Routing.Policies;

/// <summary>
/// UCB1 and its discounted form (Garivier and Moulines, arXiv 0805.3415): success rate plus c·√(ln n / nᵢ), times the
/// margin. With discount 1 nothing is forgotten and it is UCB1 (Auer et al.).
/// </summary>
public sealed class UpperConfidence(WorldSettings world, double width, double discount) : IPolicy
{
    private readonly Counts[] _corridors = [.. Enumerable.Range(0, world.Corridors).Select(_ => new Counts(world.Providers))];

    public (int Provider, double Tag) Choose(Situation situation)
    {
        var counts = _corridors[situation.Order.Corridor];
        var log = Math.Log(Math.Max(Math.E, counts.Total));
        return (Pick.Best(situation, i => counts.Index(i, log, situation.IsFailover ? 0 : width) * situation.Margin(i)), 0);
    }

    public void Learn(in Attempt attempt)
    {
        if (attempt.Ending != Ending.Declined)
        {
            _corridors[attempt.Order.Corridor].Add(attempt.Provider, attempt.IsPaid, discount);
        }
    }

    private sealed class Counts(int providers)
    {
        private readonly double[] _tries = new double[providers];
        private readonly double[] _paid = new double[providers];

        public double Total { get; private set; }

        public double Index(int i, double log, double width) =>
            _tries[i] < 1e-3 ? 2 : Math.Min(1.5, _paid[i] / _tries[i] + width * Math.Sqrt(log / _tries[i]));

        public void Add(int provider, bool paid, double discount)
        {
            if (discount < 1)
            {
                Total *= discount;
                for (var i = 0; i < _tries.Length; i++)
                {
                    _tries[i] *= discount;
                    _paid[i] *= discount;
                }
            }

            Total++;
            _tries[provider]++;
            _paid[provider] += paid ? 1 : 0;
        }
    }
}
