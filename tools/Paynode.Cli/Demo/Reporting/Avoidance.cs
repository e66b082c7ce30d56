using Paynode.Client;
using Paynode.Cli.Demo.Running;

namespace Paynode.Cli.Demo.Reporting;

/// <summary>
/// How routing left a provider that had stopped answering before its first time-out arrived: by its silence alone. Read from
/// the orders' own histories and stored decisions.
/// </summary>
/// <param name="Provider">Its name.</param>
/// <param name="SecondsToTimeout">From the first offer that it never answered to the first time-out.</param>
/// <param name="RoutedPast">Decisions in that time that went elsewhere, with the provider under suspicion.</param>
/// <param name="SentTo">Decisions in that time that still went to it, the first of them included.</param>
/// <param name="Suspected">The highest probability of being down that a decision of that time gave it.</param>
/// <param name="ShareBefore">Its share of the decisions before, among those that it was a candidate of.</param>
public sealed record Avoidance(string Provider, double SecondsToTimeout, int RoutedPast, int SentTo, double Suspected, double ShareBefore)
{
    /// <summary>
    /// Probability of being down from which on a provider is under suspicion: one that answers is at a few thousandths, one that
    /// nothing is known of at four hundredths.
    /// </summary>
    private const double Suspicion = 0.1;

    private const string TimedOut = "no_answer";

    /// <summary>One for each provider that ever timed out.</summary>
    public static IReadOnlyList<Avoidance> Of(IReadOnlyCollection<OrderFacts> orders, IReadOnlyDictionary<string, string> names)
    {
        var events = orders.SelectMany(order => order.Events).Where(it => it.Data.ContainsKey("provider")).ToLookup(it => it.Data["provider"]);
        var decisions = orders.SelectMany(order => order.Decisions).ToList();
        return [.. events.OrderBy(it => names.GetValueOrDefault(it.Key, it.Key), StringComparer.Ordinal)
            .Select(it => Of(it.Key, names.GetValueOrDefault(it.Key, it.Key), [.. it], decisions)).OfType<Avoidance>()];
    }

    private static Avoidance? Of(string id, string name, List<OrderEventResponse> events, List<Decision> decisions)
    {
        var timeouts = events.Where(it => it.Type == "offer.lapsed" && it.Data.GetValueOrDefault("code") == TimedOut).ToList();
        var unanswered = timeouts.Select(it => it.Data.GetValueOrDefault("offerId")).ToHashSet();
        var offers = events.Where(it => it.Type == "offer.made" && unanswered.Contains(it.Data.GetValueOrDefault("offerId"))).ToList();
        if (offers.Count == 0)
        {
            return null;
        }

        // The decision is made a moment before its offer is stored, so it counts as of before; the offer stands for it.
        var (silent, timeout) = (offers.Min(it => it.At), timeouts.Min(it => it.At));
        var seen = decisions.Select(it => (it.DecidedAt, IsSentTo: it.Chosen == id, Own: it.Candidates.FirstOrDefault(candidate => candidate.Provider == id)))
            .Where(it => it.Own is not null).ToList();
        var before = seen.Where(it => it.DecidedAt <= silent).ToList();
        var meanwhile = seen.Where(it => it.DecidedAt > silent && it.DecidedAt < timeout).ToList();
        return new Avoidance(
            name,
            (timeout - silent).TotalSeconds,
            meanwhile.Count(it => !it.IsSentTo && it.Own!.PDown >= Suspicion),
            meanwhile.Count(it => it.IsSentTo) + 1,
            meanwhile.Count == 0 ? 0 : meanwhile.Max(it => it.Own!.PDown),
            before.Count == 0 ? 0 : before.Count(it => it.IsSentTo) / (double)before.Count);
    }
}
