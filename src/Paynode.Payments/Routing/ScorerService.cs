using Paynode.Routing.Llm;

namespace Paynode.Payments;

/// <summary>
/// Decides when a language model scores which corridor: one corridor a minute in turn, and immediately when there is news. Never
/// on the path of an order; without a configured model it does nothing.
/// </summary>
public sealed class ScorerService(
    CorridorScorer? scorer, CorridorCatalogue corridors, ProviderStore providers, ProviderMetricsService metrics, IncidentStore incidents,
    TimeProvider timeProvider)
{
    /// <summary>Older news is not relevant to the next payout.</summary>
    public static readonly TimeSpan NewsMemory = TimeSpan.FromDays(1);

    private readonly CorridorId[] _all =
        [.. corridors.All.Select(corridor => corridor.Id).OrderBy(id => id.ToString(), StringComparer.Ordinal)];
    private int _turn;

    /// <summary>Scores the next corridor that has candidates.</summary>
    public async Task ScoreNextAsync(CancellationToken cancellationToken)
    {
        if (scorer is null)
        {
            return;
        }

        var names = await NamesAsync(cancellationToken);
        for (var attempt = 0; attempt < _all.Length; attempt++)
        {
            var corridor = _all[(uint)Interlocked.Increment(ref _turn) % _all.Length];
            if (await ScoreAsync(corridor, names, cancellationToken) != LlmResult.NothingToScore)
            {
                return;
            }
        }
    }

    /// <summary>Scores the corridors that have news.</summary>
    public async Task ScoreNewsAsync(CancellationToken cancellationToken)
    {
        if (scorer is null || await incidents.TakeUnscoredAsync(cancellationToken) is not { Count: > 0 } news)
        {
            return;
        }

        var names = await NamesAsync(cancellationToken);
        foreach (var corridor in news.Contains(null) ? _all : _all.Where(id => news.Contains(id.ToString())))
        {
            await ScoreAsync(corridor, names, cancellationToken);
        }
    }

    private async Task<LlmResult> ScoreAsync(
        CorridorId corridor, IReadOnlyDictionary<ProviderId, string> names, CancellationToken cancellationToken)
    {
        var news = await incidents.RecentAsync(corridor, timeProvider.GetUtcNow() - NewsMemory, cancellationToken);
        return (await scorer!.ScoreAsync(corridor, names, news, token => metrics.BriefAsync(corridor, token), cancellationToken)).Result;
    }

    private async Task<IReadOnlyDictionary<ProviderId, string>> NamesAsync(CancellationToken cancellationToken) =>
        (await providers.ListAsync(cancellationToken)).ToDictionary(provider => provider.Id, provider => provider.Name);
}
