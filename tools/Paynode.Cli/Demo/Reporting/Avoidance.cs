using Paynode.Cli.Api;
using Paynode.Cli.Demo.Running;

namespace Paynode.Cli.Demo.Reporting;

/// <summary>
/// How routing left a provider that stopped answering before its first time-out arrived: by its silence alone.
/// </summary>
/// <param name="Provider">Its name.</param>
/// <param name="FirstTimeoutSeconds">From its first offer to the first time-out.</param>
/// <param name="Suspected">The highest probability of being down that a decision gave it before that.</param>
/// <param name="Asked">Orders that it was offered before that.</param>
/// <param name="Avoided">Decisions before that which went elsewhere, with the provider under suspicion.</param>
public sealed record Avoidance(string Provider, double FirstTimeoutSeconds, double Suspected, int Asked, int Avoided)
{
    /// <summary>Probability of being down from which on a provider is under suspicion: ten times that of one that answers.</summary>
    private const double Suspicion = 0.2;

    private const string TimedOut = "no_answer";

    /// <summary>One for each provider that ever timed out.</summary>
    public static IReadOnlyList<Avoidance> Of(IReadOnlyCollection<OrderFacts> orders, IReadOnlyDictionary<string, string> names)
    {
        var events = orders.SelectMany(order => order.Events).Where(it => it.Data.ContainsKey("provider")).ToLookup(it => it.Data["provider"]);
        var decisions = orders.SelectMany(order => order.Decisions).ToList();
        return [.. events.OrderBy(it => names.GetValueOrDefault(it.Key, it.Key), StringComparer.Ordinal)
            .Select(it => Of(it.Key, names.GetValueOrDefault(it.Key, it.Key), [.. it], decisions)).OfType<Avoidance>()];
    }

    private static Avoidance? Of(string id, string name, List<OrderEvent> events, List<Decision> decisions)
    {
        var offers = events.Where(it => it.Type == "offer.made").ToList();
        var timeouts = events.Where(it => it.Type == "offer.lapsed" && it.Data.GetValueOrDefault("code") == TimedOut).ToList();
        if (offers.Count == 0 || timeouts.Count == 0)
        {
            return null;
        }

        var (first, timeout) = (offers.Min(it => it.At), timeouts.Min(it => it.At));
        var before = decisions.Where(it => it.DecidedAt > first && it.DecidedAt < timeout)
            .Select(it => (it.Chosen, Own: it.Candidates.FirstOrDefault(candidate => candidate.Provider == id)))
            .Where(it => it.Own is not null).ToList();
        return new Avoidance(
            name,
            (timeout - first).TotalSeconds,
            before.Count == 0 ? 0 : before.Max(it => it.Own!.PDown),
            offers.Count(it => it.At < timeout),
            before.Count(it => it.Chosen != id && it.Own!.PDown >= Suspicion));
    }
}
