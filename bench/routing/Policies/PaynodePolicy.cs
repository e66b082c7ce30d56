using Paynode.Bench.Routing.Market;
using Paynode.Routing.Choice;
using Paynode.Routing.Features;
using Paynode.Routing.Health;
using Paynode.Routing.Learning;

namespace Paynode.Bench.Routing.Policies;

/// <summary>Parts of the routing model that an ablation can remove.</summary>
public sealed record RoutingModelSettings
{
    public ModelParameters Model { get; init; } = ModelParameters.Default;

    public HealthParameters Health { get; init; } = HealthParameters.Default;

    public ChoiceParameters Choice { get; init; } = ChoiceParameters.Default;

    public bool UsesContext { get; init; } = true;

    public bool UsesLoad { get; init; } = true;

    public bool UsesSilence { get; init; } = true;
}

/// <summary>The product's own code, driven by the simulator: this class only translates.</summary>
public sealed class PaynodePolicy : IPolicy
{
    private static readonly DateTimeOffset Epoch = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] MethodNames = ["bank", "mobile_money", "wallet", "cash"];

    private readonly RoutingModelSettings _settings;
    private readonly Random _random;
    private readonly Learner _learner;
    private readonly ProviderSelector _chooser;
    private readonly CorridorModel[] _corridors;
    private readonly ProviderModel[][] _providers;
    private readonly Candidate[] _candidates;
    private readonly CandidateScore[] _scores;
    private readonly float[] _ages;
    private readonly Func<int, int, double, double>? _scorer;

    public PaynodePolicy(
        WorldSettings world, Random random, RoutingModelSettings? settings = null, Func<int, int, double, double>? scorer = null)
    {
        _settings = settings ?? new RoutingModelSettings();
        (_random, _scorer) = (random, scorer);
        _learner = new Learner(_settings.Model, _settings.Health);
        _chooser = new ProviderSelector(_learner, _settings.Choice with { ReportsPropensity = false });
        _corridors = [.. Enumerable.Range(0, world.Corridors).Select(_ => _learner.NewCorridor())];
        _providers = [.. _corridors.Select(c => Enumerable.Range(0, world.Providers).Select(_ => _learner.NewProvider(c)).ToArray())];
        _candidates = new Candidate[world.Providers];
        _scores = new CandidateScore[world.Providers];
        _ages = new float[world.Providers * HealthModel.MostPendingAges];
    }

    public CandidateScore[] Scores => _scores;

    public ScorerTrust Trust { get; init; } = new();

    public (int Provider, double Tag) Choose(Situation situation)
    {
        var order = situation.Order;
        var corridor = _corridors[order.Corridor];
        if (!situation.IsFailover)
        {
            corridor.ObserveAmount(order.Amount);
        }

        for (var i = 0; i < situation.Providers; i++)
        {
            _candidates[i] = Describe(situation, i);
        }

        var context = Encode(order, situation.Now, situation.IsFailover || corridor.LargeAmount.IsLarge(order.Amount));
        var ranking = _chooser.Rank(corridor, _candidates, context, TimeOf(situation.Now), _random, _scores, Trust);
        if (ranking.Eligible == 0)
        {
            // Every eligible provider is believed down; the order still has to be routed.
            return (Pick.Best(situation, i => _scores[i].UtilityMean), 0);
        }

        var first = Array.FindIndex(_scores, s => s.Rank == 0);
        return (first, _scores[first].Loading);
    }

    public void Learn(in Attempt attempt)
    {
        var order = attempt.Order;
        var kind = attempt.Ending switch
        {
            Ending.Paid => OutcomeKind.Success,
            Ending.Failed => OutcomeKind.TechnicalFailure,
            Ending.TimedOut => OutcomeKind.TimedOut,
            _ => OutcomeKind.BusinessDecline,
        };
        var outcome = new AttemptOutcome(
            kind, attempt.Now - attempt.SentAt, attempt.Tag, ScoreOf(order.Corridor, attempt.Provider, attempt.SentAt));
        _learner.Learn(
            _corridors[order.Corridor], _providers[order.Corridor][attempt.Provider],
            Encode(order, attempt.SentAt, isLarge: false), outcome, TimeOf(attempt.Now), Trust);
    }

    private static DateTimeOffset TimeOf(double seconds) => Epoch.AddSeconds(seconds);

    private Candidate Describe(Situation situation, int i)
    {
        var pending = situation.Pending[i];
        var count = _settings.UsesSilence ? Math.Min(pending.Count, HealthModel.MostPendingAges) : 0;
        var ages = _ages.AsMemory(i * HealthModel.MostPendingAges, count);
        for (var k = 0; k < count; k++)
        {
            ages.Span[k] = (float)(situation.Now - pending[k]);
        }

        return new Candidate
        {
            Model = _providers[situation.Order.Corridor][i],
            CostBps = situation.CostBps[i],
            InFlight = situation.InFlight[i],
            Capacity = _settings.UsesLoad ? situation.Capacity[i] : 0,
            PendingAgesSeconds = ages,
            IsSwitchedOff = !situation.IsEligible[i],
            ScorerScore = ScoreOf(situation.Order.Corridor, i, situation.Now),
        };
    }

    private double ScoreOf(int corridor, int provider, double now) => _scorer?.Invoke(corridor, provider, now) ?? 0;

    private OrderContext Encode(in Order order, double now, bool isLarge) => _settings.UsesContext
        ? ContextEncoder.Encode(
            MethodNames[order.Method], Institutions.Name(order.Corridor, order.Institution), order.Amount, isLarge, Order.ValueBps,
            TimeOf(now))
        : new OrderContext(0, 0, 0, 0, isLarge, Order.ValueBps);

    private static class Institutions
    {
        private static readonly string[,] Names = Build();

        public static string Name(int corridor, int institution) => Names[corridor % 8, institution];

        private static string[,] Build()
        {
            var names = new string[8, Truth.Institutions];
            for (var c = 0; c < 8; c++)
            {
                for (var n = 0; n < Truth.Institutions; n++)
                {
                    names[c, n] = $"C{c}BANK{n:D2}";
                }
            }

            return names;
        }
    }
}
