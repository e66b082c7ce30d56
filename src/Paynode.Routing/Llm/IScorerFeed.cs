using Paynode.Payments;

namespace Paynode.Routing.Llm;

/// <summary>Between a scorer and the router: what a scorer is told, and where its opinions go. Off the path of decisions.</summary>
public interface IScorerFeed
{
    /// <summary>A corridor's candidates with their figures.</summary>
    /// <param name="corridor">The corridor.</param>
    /// <param name="names">Providers' names, as far as known.</param>
    /// <param name="incidents">News, newest first.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    ValueTask<CorridorPromptContext> BriefAsync(
        CorridorId corridor, IReadOnlyDictionary<ProviderId, string> names, IReadOnlyList<string> incidents, CancellationToken cancellationToken);

    /// <summary>Takes opinions in: the next decisions of every process see them.</summary>
    ValueTask TakeAsync(CorridorId corridor, IReadOnlyCollection<ProviderScore> scores, CancellationToken cancellationToken);
}
