using System.Text.Json;
using System.Text.Json.Nodes;
using Paynode.Routing.Evaluation;

namespace Paynode.Bench.Routing.Replay;

/// <summary>Reads decisions as decisions.sql exports them: a JSON object a line, the stored decision and its offer's end.</summary>
public static class DecisionLog
{
    private const double ValueBps = 250;

    private static readonly HashSet<string> BusinessCodes =
        ["invalid_account", "name_mismatch", "recipient_blocked", "recipient_limit", "another_accepted", "funds_withdrawn"];

    /// <summary>The sampled decisions whose outcome carries information about the provider; the others are counted.</summary>
    public static (List<LoggedDecision> Decisions, int Others) Read(IEnumerable<string> lines)
    {
        var decisions = new List<LoggedDecision>();
        var others = 0;
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            if (Parse(JsonNode.Parse(line)!) is { } decision)
            {
                decisions.Add(decision);
            }
            else
            {
                others++;
            }
        }

        return (decisions, others);
    }

    private static LoggedDecision? Parse(JsonNode line)
    {
        var decision = line["decision"]!;
        var state = (string?)line["state"];
        if (decision["sampled"]?.GetValue<bool>() != true || decision["propensity"] is not { } propensity
            || BusinessCodes.Contains((string?)line["code"] ?? ""))
        {
            return null;
        }

        var eligible = decision["candidates"]!.AsArray().Where(it => it!["rank"] is not null && it["gate"] is null).ToList();
        var chosen = eligible.FindIndex(it => (string?)it!["provider"] == (string?)decision["chosen"]);
        return chosen < 0 || Number(propensity) is not (> 0 and <= 1)
            ? null
            : new LoggedDecision([.. eligible.Select(it => Candidate(it!))], chosen, Number(propensity), state == "fulfilled", ValueBps);
    }

    private static LoggedCandidate Candidate(JsonNode it) => new(
        (string)it["provider"]!, Number(it["pMean"]!), Number(it["costBps"]!), Number(it["utility"]!));

    /// <summary>Figures that are not finite are written as words; none of them says anything.</summary>
    private static double Number(JsonNode it) => it.GetValueKind() == JsonValueKind.Number ? it.GetValue<double>() : 0;
}
