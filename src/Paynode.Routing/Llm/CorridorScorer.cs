using Paynode.Payments;

namespace Paynode.Routing.Llm;

/// <summary>Asks the language model about a corridor and hands its opinions to the router. For a timer and for incidents.</summary>
public sealed class CorridorScorer(LlmScorer scorer, IScorerFeed feed)
{
    /// <summary>Scores a corridor. Whatever goes wrong leaves the opinions as they were, to run out by themselves.</summary>
    /// <param name="corridor">The corridor.</param>
    /// <param name="names">Providers' names, as far as known.</param>
    /// <param name="incidents">News, newest first.</param>
    /// <param name="historyOf">Reads what is known of providers beside the router's own figures, by name; asked only when there is a candidate.</param>
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
            promptContext = promptContext with { Providers = [.. promptContext.Providers.Select(it => history.TryGetValue(it.Provider, out var known) ? it.With(known) : it)] };
        }

        var scoring = await scorer.ScoreAsync(promptContext, cancellationToken);
        if (scoring.Scores.Count > 0)
        {
            await feed.TakeAsync(corridor, scoring.Scores, cancellationToken);
        }

        return scoring;
    }
}
