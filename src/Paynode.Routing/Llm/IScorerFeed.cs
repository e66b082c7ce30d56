using Paynode.Payments;

namespace Paynode.Routing.Llm;

/// <summary>The port between a scorer and the router: prompt context out, scores in. Not part of a decision.</summary>
public interface IScorerFeed
{
    /// <summary>A corridor's candidates with their figures.</summary>
    /// <param name="corridor">The corridor.</param>
    /// <param name="names">Providers' names, as far as known.</param>
    /// <param name="incidents">News, newest first.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    ValueTask<CorridorPromptContext> BriefAsync(
        CorridorId corridor, IReadOnlyDictionary<ProviderId, string> names, IReadOnlyList<string> incidents,
        CancellationToken cancellationToken);

    /// <summary>Stores scores: the next decisions of every process use them.</summary>
    ValueTask TakeAsync(CorridorId corridor, IReadOnlyCollection<ProviderScore> scores, CancellationToken cancellationToken);
}
