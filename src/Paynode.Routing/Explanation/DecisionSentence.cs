using System.Globalization;

namespace Paynode.Routing.Explanation;

/// <summary>Describes a decision in one readable sentence, generated from the record so that it never contradicts it.</summary>
internal static class DecisionSentence
{
    public static string Of(RoutingDecision decision)
    {
        var from = decision.Source == DecisionSource.Snapshot ? " (decided from memory: Redis was unavailable)" : "";
        return decision.Reason switch
        {
            "reserved" => Reserved(decision, from),
            "repeated" => $"The offer was decided before; the choice of provider {decision.Chosen} is unchanged{from}.",
            "offer_ended" => "The offer was decided before and has ended.",
            "amount_unroutable" => "The payout exceeds what one reservation can hold.",
            "unavailable" => "Neither Redis nor the database could reserve liquidity.",
            "overloaded" => "Too many orders are being routed concurrently.",
            _ => Nobody(decision, from),
        };
    }

    private static string Reserved(RoutingDecision decision, string from)
    {
        var chosen = decision.Candidates.FirstOrDefault(c => c.Provider == decision.Chosen);
        if (chosen is null)
        {
            return $"Provider {decision.Chosen} is asked{from}.";
        }

        var facts = Text($"{100 * chosen.PMean:F1} % likely to pay at a cost of {chosen.CostBps:F1} bps");
        return $"Provider {chosen.Provider} is asked: {facts}, {Reason(decision, chosen)}{Refusals(decision, "; ")}{from}.";
    }

    private static string Nobody(RoutingDecision decision, string from) => decision.Candidates.Count == 0
        ? $"No provider serves this corridor{from}."
        : $"None of {decision.Candidates.Count} providers could be asked{Refusals(decision, ": ")}{from}.";

    private static string Reason(RoutingDecision decision, RoutedCandidate chosen)
    {
        var next = decision.Candidates.FirstOrDefault(c => c.Rank is not null && c.Gate is null && c.Provider != chosen.Provider);
        if (next is null)
        {
            return "the only one eligible";
        }

        if (chosen.IsProbe)
        {
            return $"tried again to learn whether it has recovered, ahead of {next.Provider}";
        }

        var gap = chosen.Utility - next.Utility;
        return gap < 0
            ? Text($"tried to learn more about it, {-gap:F1} bps behind {next.Provider} as far as is known")
            : Text($"worth {gap:F1} bps more than {next.Provider}");
    }

    private static string Refusals(RoutingDecision decision, string before)
    {
        var counts = decision.Candidates.Where(c => c.Gate is not null)
            .GroupBy(c => c.Gate!.Value).OrderByDescending(g => g.Count())
            .Select(g => $"{g.Count()} {Words(g.Key)}").ToArray();
        return counts.Length == 0 ? "" : before + string.Join(", ", counts);
    }

    private static string Words(RoutingGate gate) => gate switch
    {
        RoutingGate.SwitchedOff => "switched off",
        RoutingGate.NoRate => "without a rate",
        RoutingGate.RateStale => "with a stale rate",
        RoutingGate.HeartbeatLost => "without a heartbeat",
        RoutingGate.Liquidity => "short of balance",
        RoutingGate.RateTooLow => "below the promised rate",
        RoutingGate.BelowMinimum => "for larger orders only",
        RoutingGate.AboveMaximum => "for smaller orders only",
        RoutingGate.PayoutStep => "for rounder payouts only",
        RoutingGate.Excluded => "tried before",
        RoutingGate.Down => "believed down",
        _ => "whose terms just changed",
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
