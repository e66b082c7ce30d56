using Paynode.Routing.Advice;
using Paynode.Routing.Learning;

namespace Paynode.Payments;

/// <summary>
/// The routing model for senders with their own providers: ranks them, reserves nothing, and learns from reported outcomes.
/// </summary>
public sealed class AdviceService(AdviceStore store, TimeProvider timeProvider)
{
    /// <summary>Tolerated clock difference.</summary>
    public static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(1);

    private static readonly Dictionary<string, OutcomeKind> Kinds = new(StringComparer.Ordinal)
    {
        ["paid"] = OutcomeKind.Success,
        ["failed"] = OutcomeKind.TechnicalFailure,
        ["timed_out"] = OutcomeKind.TimedOut,
        ["declined"] = OutcomeKind.BusinessDecline,
    };

    private readonly Adviser _adviser = new();

    /// <summary>The allowed results of an outcome.</summary>
    public static IReadOnlyCollection<string> Results => Kinds.Keys;

    /// <summary>Ranks a sender's providers for an order.</summary>
    /// <param name="tenant">The sender.</param>
    /// <param name="corridor">The sender's own name of the corridor.</param>
    /// <param name="order">The order.</param>
    /// <param name="candidates">The providers, each once.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<(Guid Id, Advised Advice)> AdviseAsync(
        TenantId tenant, string corridor, AdviceOrder order, IReadOnlyList<AdviceCandidate> candidates, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var models = await store.ModelsAsync(tenant, corridor, [.. candidates.Select(c => c.Id)], cancellationToken);
        var learned = new LearnedBytes(
            models.GetValueOrDefault(AdviceStore.Shared),
            models.ToDictionary(m => m.Key, m => (ReadOnlyMemory<byte>)m.Value));

        // Seeded by the id, so that a decision can be reproduced.
        var advice = _adviser.Advise(order, candidates, learned, now, new Random(id.GetHashCode()));
        await store.SaveAsync(new StoredAdvice(id, tenant, corridor, advice.Context, advice.Loadings, now), cancellationToken);
        return (id, advice);
    }

    /// <summary>Applies an outcome, once for each decision and provider.</summary>
    /// <returns>Whether the model was updated, which a declined order never does; or what is wrong with the outcome.</returns>
    public async Task<Result<bool>> LearnAsync(
        TenantId tenant, Guid decision, string provider, string result, DateTimeOffset? at, double? latencySeconds,
        CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var ended = at ?? now;
        if (!Kinds.TryGetValue(result, out var kind))
        {
            return new Problem("result_unknown", $"result is one of {string.Join(", ", Kinds.Keys)}.", "result");
        }

        if (ended > now + ClockTolerance)
        {
            return new Problem("outcome_from_the_future", "at lies in the future.", "at");
        }

        if (await store.FindAsync(decision, tenant, cancellationToken) is not { } advice)
        {
            return new Problem("decision_unknown", "There is no such decision.", "decisionId");
        }

        if (!advice.Loadings.TryGetValue(provider, out var loading))
        {
            return new Problem("provider_not_a_candidate", "The provider was no candidate of this decision.", "provider");
        }

        if (ended < advice.DecidedAt - ClockTolerance)
        {
            return new Problem("outcome_before_decision", "at lies before the decision.", "at");
        }

        var latency = latencySeconds ?? Math.Max(0, (ended - advice.DecidedAt).TotalSeconds);
        var outcome = new AdvisedOutcome(advice.Context, loading, kind, latency, ended);
        var isNew = await store.LearnAsync(
            advice, provider, result, ended, (corridor, model) => _adviser.Learn(corridor, model, outcome), cancellationToken);
        return isNew
            ? kind != OutcomeKind.BusinessDecline
            : new Problem("outcome_repeated", "This provider's outcome of this decision was reported before; nothing changed.");
    }
}
