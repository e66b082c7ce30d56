using Paynode.Routing.Choice;
using Paynode.Routing.Features;
using Paynode.Routing.Learning;

namespace Paynode.Bench.Routing.Reporting;

/// <summary>
/// The processor time of one decision among 20 candidates, including its propensity and its update: what this process was charged
/// for, JIT and garbage collection included, whatever the load of the machine.
/// </summary>
public static class CpuCost
{
    private const int Providers = 20, Batches = 40, ABatch = 5_000;

    /// <summary>Microseconds, the median of many batches after a warm-up.</summary>
    public static double MicrosecondsPerDecision()
    {
        var learner = new Learner();
        var corridor = learner.NewCorridor();
        var models = Enumerable.Range(0, Providers).Select(_ => learner.NewProvider(corridor)).ToArray();
        var random = new Random(5);
        var skill = models.Select(_ => 0.7 + 0.25 * random.NextDouble()).ToArray();
        var market = new Market(learner, corridor, models, skill, random);
        market.Run(ABatch * 10);
        var batches = new double[Batches];
        for (var i = 0; i < Batches; i++)
        {
            var before = Environment.CpuUsage.TotalTime;
            market.Run(ABatch);
            batches[i] = (Environment.CpuUsage.TotalTime - before).TotalMicroseconds / ABatch;
        }

        Array.Sort(batches);
        return batches[Batches / 2];
    }

    private sealed class Market(Learner learner, CorridorModel corridor, ProviderModel[] models, double[] skill, Random random)
    {
        private readonly ProviderSelector _chooser = new(learner);
        private readonly Candidate[] _candidates = new Candidate[Providers];
        private readonly CandidateScore[] _scores = new CandidateScore[Providers];
        private readonly float[] _ages = [41, 17, 9, 4, 1];
        private DateTimeOffset _now = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

        public void Run(int decisions)
        {
            for (var n = 0; n < decisions; n++)
            {
                _now += TimeSpan.FromSeconds(1);
                for (var i = 0; i < Providers; i++)
                {
                    var pending = (n + i) % _ages.Length;
                    _candidates[i] = new Candidate
                    {
                        Model = models[i], CostBps = 40 + 2 * i, InFlight = pending, Capacity = 5,
                        PendingAgesSeconds = _ages.AsMemory(0, pending),
                    };
                }

                var context = new OrderContext((byte)(n % 4), (byte)(n % 6), (byte)(n % 12), (byte)(n % 6), false, 250);
                _chooser.Rank(corridor, _candidates, context, _now, random, _scores);
                var first = FirstOf(_scores);
                var kind = random.NextDouble() < skill[first] ? OutcomeKind.Success : OutcomeKind.TechnicalFailure;
                learner.Learn(corridor, models[first], context, new AttemptOutcome(kind, 8, _scores[first].Loading), _now);
            }
        }

        private static int FirstOf(ReadOnlySpan<CandidateScore> scores)
        {
            for (var i = 0; i < scores.Length; i++)
            {
                if (scores[i].Rank == 0)
                {
                    return i;
                }
            }

            return 0;
        }
    }
}
