using Paynode.Bench.Routing.Market;

namespace Paynode.Bench.Routing.Policies;

/// <summary>A policy by name, created for each run.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="Make">From a market and the seed of the policy's own draws.</param>
public sealed record NamedPolicy(string Name, Func<Truth, int, IPolicy> Make);

/// <summary>Every policy that is compared. The other policies' constants are those that did best on the tuning seeds.</summary>
public static class PolicyCatalogue
{
    public const string Ours = "paynode";
    public const string DecisionEnginePrefix = "decision-engine";

    public static NamedPolicy RoundRobin { get; } = new("round-robin", (truth, _) => new RoundRobin(truth.World));

    public static NamedPolicy Oracle { get; } = new("oracle", (_, _) => new Oracle());

    public static NamedPolicy Paynode { get; } = new(Ours, (truth, seed) => new PaynodePolicy(truth.World, new Random(seed)));

    public static NamedPolicy DecisionEngine { get; } = new(
        DecisionEnginePrefix + " B=125", (truth, seed) => new SlidingWindowHedging(truth.World, new Random(seed), 125, 0.05, true, 0.5));

    public static NamedPolicy DecisionEngineShort { get; } = new(
        DecisionEnginePrefix + " B=25", (truth, seed) => new SlidingWindowHedging(truth.World, new Random(seed), 25, 0.05, false, 0.5));

    /// <summary>The policies closest to the best anywhere; the others are not run with wrong models.</summary>
    public static IReadOnlyList<NamedPolicy> Strongest { get; } =
    [
        DecisionEngine,
        new("discounted Thompson", (truth, seed) => new BetaThompson(truth.World, new Random(seed), 0.999)),
        new("contextual Thompson", (truth, seed) => new ContextualThompson(truth.World, new Random(seed), 0.5, 0.5, 1e-4)),
        new("LinUCB", (truth, _) => new LinUcb(truth.World, 0.1, 1)),
    ];

    public static IReadOnlyList<NamedPolicy> All { get; } =
    [
        RoundRobin,
        new("cheapest first-fit", (_, _) => new CheapestFirstFit()),
        new("shuffled list", (truth, seed) => new ShuffledList(truth.World, new Random(seed), 30)),
        new("static weights", (truth, seed) => new StaticWeights(truth, new Random(seed), 5)),
        new("epsilon-greedy", (truth, seed) => new EpsilonGreedy(truth.World, new Random(seed), 0.02, 0.02)),
        DecisionEngineShort,
        new("UCB1", (truth, _) => new UpperConfidence(truth.World, 0.1, 1)),
        new("SW-UCB", (truth, _) => new SlidingWindowUcb(truth.World, 0.2, 3000)),
        new("discounted UCB", (truth, _) => new UpperConfidence(truth.World, 0.2, 0.9995)),
        new("Thompson", (truth, seed) => new BetaThompson(truth.World, new Random(seed), 1)),
        .. Strongest,
        Paynode,
        Oracle,
    ];
}
