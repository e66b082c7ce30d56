using Paynode.Routing.Choice;
using Paynode.Routing.Features;
using Paynode.Routing.Learning;

namespace Paynode.Routing.Tests;

/// <summary>Builds a small corridor to decide over.</summary>
internal sealed class TestMarket
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public TestMarket(int providers, int seed = 7)
    {
        Corridor = Learner.NewCorridor();
        Providers = Enumerable.Range(0, providers).Select(_ => Learner.NewProvider(Corridor)).ToArray();
        Random = new Random(seed);
        Now = Start;
    }

    public Learner Learner { get; } = new();

    public CorridorModel Corridor { get; }

    public ProviderModel[] Providers { get; private set; }

    public Random Random { get; }

    public DateTimeOffset Now { get; set; }

    public static OrderContext Order(bool isLarge = false, byte method = 1, byte institution = 3) =>
        new(method, 2, institution, 2, isLarge, 250);

    public Candidate[] Candidates(Func<int, Candidate, Candidate>? change = null) => Providers
        .Select((model, i) => new Candidate { Model = model, CostBps = 50 })
        .Select((candidate, i) => change?.Invoke(i, candidate) ?? candidate)
        .ToArray();

    /// <summary>One more provider, joining now; its place among the candidates.</summary>
    public int Join()
    {
        Providers = [.. Providers, Learner.NewProvider(Corridor)];
        return Providers.Length - 1;
    }

    /// <summary>Teaches one provider outcomes a second apart.</summary>
    public void Teach(int provider, int successes, int failures, OutcomeKind failure = OutcomeKind.TechnicalFailure)
    {
        for (var i = 0; i < successes + failures; i++)
        {
            var isFailure = (i + 1) * failures / (successes + failures) > i * failures / (successes + failures);
            Now = Now.AddSeconds(30);
            var kind = isFailure ? failure : OutcomeKind.Success;
            Learner.Learn(Corridor, Providers[provider], Order(), new AttemptOutcome(kind, 10), Now);
        }
    }

    public (Ranking Ranking, CandidateScore[] Scores) Rank(
        Candidate[] candidates, OrderContext? order = null, ChoiceParameters? parameters = null)
    {
        var scores = new CandidateScore[candidates.Length];
        var ranking = new ProviderSelector(Learner, parameters).Rank(Corridor, candidates, order ?? Order(), Now, Random, scores);
        return (ranking, scores);
    }

    public static int LeaderOf(CandidateScore[] scores) => Array.FindIndex(scores, s => s.Rank == 0);
}
