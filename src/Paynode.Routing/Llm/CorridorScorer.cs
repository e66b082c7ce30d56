using Paynode.Payments;

namespace Paynode.Routing.Llm;

/// <summary>Queries the language model about a corridor and passes its scores to the router. For a timer and for incidents.</summary>
public sealed class CorridorScorer(LlmScorer scorer, IScorerFeed feed)
{
    /// <summary>Scores a corridor. After any failure the existing scores remain until they expire.</summary>
    /// <param name="corridor">The corridor.</param>
    /// <param name="names">Providers' names, as far as known.</param>
    /// <param name="incidents">News, newest first.</param>
    /// <param name="historyOf">
    /// Reads further figures of providers besides the router's own, by name; called only when there is a candidate.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<LlmScoring> ScoreAsync(
        CorridorId corridor,
        IReadOnlyDictionary<ProviderId, string> names,
        IReadOnlyList<string> incidents,
        Func<CancellationToken, Task<IReadOnlyDictionary<ProviderId, IReadOnlyDictionary<string, double>>>> historyOf,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(historyOf);
        var promptContext = await feed.BriefAsync(corridor, names, incidents, cancellationToken);
        if (promptContext.Providers.Count > 0)
        {
            var history = await historyOf(cancellationToken);
            var providers = promptContext.Providers.Select(it => history.TryGetValue(it.Provider, out var known) ? it.With(known) : it);
            promptContext = promptContext with { Providers = [.. providers] };
        }

        var scoring = await scorer.ScoreAsync(promptContext, cancellationToken);
        if (scoring.Scores.Count > 0)
        {
            await feed.TakeAsync(corridor, scoring.Scores, cancellationToken);
        }

        return scoring;
    }
}
