using Paynode.Bench.Routing.Market;

namespace Paynode.Bench.Routing.Policies;

/// <summary>
/// LinUCB with disjoint arms (Li et al., arXiv 1003.0146): ridge regression of success per provider, plus α times the
/// standard error, times the margin. The inverse is kept by Sherman–Morrison; a forgetting factor lets it follow drift.
/// </summary>
public sealed class LinUcb(WorldSettings world, double alpha, double forgetting) : IPolicy
{
    private const int D = Features.Count;
    private readonly Arm[] _arms = [.. Enumerable.Range(0, world.Corridors * world.Providers).Select(_ => new Arm())];

    public (int Provider, double Tag) Choose(Situation situation)
    {
        Span<int> active = stackalloc int[Features.Active];
        Features.Fill(situation.Order, situation.Now, active);
        var best = -1;
        var highest = double.NegativeInfinity;
        for (var i = 0; i < situation.Providers; i++)
        {
            if (!situation.IsEligible[i])
            {
                continue;
            }

            var arm = _arms[situation.Order.Corridor * world.Providers + i];
            var value = situation.Margin(i) * Math.Min(1.2, arm.Bound(active, situation.IsFailover ? 0 : alpha));
            if (best < 0 || value > highest)
            {
                (best, highest) = (i, value);
            }
        }

        return (best, 0);
    }

    public void Learn(in Attempt attempt)
    {
        if (attempt.Ending == Ending.Declined)
        {
            return;
        }

        Span<int> active = stackalloc int[Features.Active];
        Features.Fill(attempt.Order, attempt.SentAt, active);
        _arms[attempt.Order.Corridor * world.Providers + attempt.Provider].Add(active, attempt.IsPaid ? 1 : 0, forgetting);
    }

    private sealed class Arm
    {
        // Rewards are regressed around this prior, so that an unknown provider is expected to be ordinary.
        private const double Prior = 0.85;
        private readonly double[] _inverse = Identity();
        private readonly double[] _sums = new double[D];
        private readonly double[] _theta = new double[D];

        public double Bound(ReadOnlySpan<int> active, double alpha)
        {
            var (mean, variance) = (Prior, 0.0);
            foreach (var a in active)
            {
                mean += _theta[a];
                foreach (var b in active)
                {
                    variance += _inverse[a * D + b];
                }
            }

            return mean + alpha * Math.Sqrt(Math.Max(0, variance));
        }

        public void Add(ReadOnlySpan<int> active, double reward, double forgetting)
        {
            Span<double> column = stackalloc double[D];
            Forget(forgetting);
            column.Clear();
            foreach (var a in active)
            {
                for (var row = 0; row < D; row++)
                {
                    column[row] += _inverse[row * D + a];
                }

                _sums[a] += reward - Prior;
            }

            var scale = 1.0;
            foreach (var a in active)
            {
                scale += column[a];
            }

            for (var row = 0; row < D; row++)
            {
                for (var other = 0; other < D; other++)
                {
                    _inverse[row * D + other] -= column[row] * column[other] / scale;
                }
            }

            Solve();
        }

        /// <summary>A·γ and b·γ: the inverse grows by 1/γ, bounded by the prior's.</summary>
        private void Forget(double forgetting)
        {
            if (forgetting >= 1)
            {
                return;
            }

            for (var i = 0; i < _inverse.Length; i++)
            {
                _inverse[i] /= forgetting;
            }

            for (var i = 0; i < D; i++)
            {
                _sums[i] *= forgetting;
                // The ridge does not fade: what was forgotten returns to the prior, not to infinity.
                if (_inverse[i * D + i] > 1)
                {
                    Shrink(i);
                }
            }
        }

        private void Shrink(int i)
        {
            var factor = 1 / Math.Sqrt(_inverse[i * D + i]);
            for (var j = 0; j < D; j++)
            {
                _inverse[i * D + j] *= factor;
                _inverse[j * D + i] *= factor;
            }
        }

        private void Solve()
        {
            for (var row = 0; row < D; row++)
            {
                var sum = 0.0;
                for (var other = 0; other < D; other++)
                {
                    sum += _inverse[row * D + other] * _sums[other];
                }

                _theta[row] = sum;
            }
        }

        private static double[] Identity()
        {
            var identity = new double[D * D];
            for (var i = 0; i < D; i++)
            {
                identity[i * D + i] = 1;
            }

            return identity;
        }
    }
}
