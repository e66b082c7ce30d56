using System.Globalization;
using System.Text.Json;
using Paynode.Routing.Evaluation;

namespace Paynode.Bench.Routing.Replay;

/// <summary>Estimates what other policies would have earned on logged decisions.</summary>
public static class DecisionReplay
{
    private static readonly (string Name, Func<LoggedDecision, IReadOnlyList<double>> Policy)[] Policies =
    [
        ("best expected utility", decision => Best(decision, candidate => candidate.UtilityBps)),
        ("most likely to pay", decision => Best(decision, candidate => candidate.Probability)),
        ("cheapest", decision => Best(decision, candidate => -candidate.CostBps)),
        ("uniform", decision => [.. decision.Candidates.Select(_ => 1.0 / decision.Candidates.Count)]),
        ("softmax of utility, 5 bps", decision => Softmax(decision, 5)),
    ];

    public static int Run(string file)
    {
        var (log, others) = DecisionLog.Read(File.ReadLines(file));
        Say($"{log.Count} drawn decisions with an outcome; {others} others (not drawn, open, or the recipient's fault) are skipped");
        if (log.Count == 0)
        {
            return 1;
        }

        var logged = Estimate.Of([.. log.Select(decision => decision.Reward)]);
        Say($"\nvalue in basis points an order, with 95 % intervals");
        Say($"  {"policy",-28}{"IPS",22}{"doubly robust",22}{"effective decisions",22}");
        Say($"  {"as it was routed",-28}{Text(logged),22}{Text(logged),22}{log.Count,22}");
        var results = Policies.ToDictionary(it => it.Name, it => OffPolicy.Of(log, it.Policy));
        foreach (var (name, result) in results)
        {
            Say($"  {name,-28}{Text(result.Ips),22}{Text(result.DoublyRobust),22}{result.EffectiveDecisions,22:F0}");
        }

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            decisions = log.Count,
            logged = new { mean = Math.Round(logged.Mean, 3), halfWidth = Math.Round(logged.HalfWidth, 3) },
            policies = results.ToDictionary(it => it.Key, it => new
            {
                ips = new { mean = Math.Round(it.Value.Ips.Mean, 3), halfWidth = Math.Round(it.Value.Ips.HalfWidth, 3) },
                doublyRobust =
                    new { mean = Math.Round(it.Value.DoublyRobust.Mean, 3), halfWidth = Math.Round(it.Value.DoublyRobust.HalfWidth, 3) },
            }),
        }));
        return 0;
    }

    private static double[] Best(LoggedDecision decision, Func<LoggedCandidate, double> score)
    {
        var shares = new double[decision.Candidates.Count];
        shares[Enumerable.Range(0, shares.Length).MaxBy(i => score(decision.Candidates[i]))] = 1;
        return shares;
    }

    private static double[] Softmax(LoggedDecision decision, double temperatureBps)
    {
        var top = decision.Candidates.Max(candidate => candidate.UtilityBps);
        var weights = decision.Candidates.Select(candidate => Math.Exp((candidate.UtilityBps - top) / temperatureBps)).ToArray();
        var total = weights.Sum();
        return [.. weights.Select(weight => weight / total)];
    }

    private static string Text(Estimate estimate) =>
        string.Create(CultureInfo.InvariantCulture, $"{estimate.Mean:F1} ± {estimate.HalfWidth:F1}");

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
