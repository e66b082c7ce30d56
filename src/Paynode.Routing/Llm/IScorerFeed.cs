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

/// <summary>A scorer's score for a provider. It enters a decision only through a learned, clipped weight.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Score">Probability that its next order succeeds, 0 to 1.</param>
/// <param name="Confidence">0 to 1; 0 counts as no score.</param>
/// <param name="At">When it was given.</param>
/// <param name="Ttl">How long it is valid.</param>
/// <param name="Evidence">The scorer's reasons, in its own words. Untrusted text, for the log and the dashboard only.</param>
public sealed record ProviderScore(
    ProviderId Provider, double Score, double Confidence, DateTimeOffset At, TimeSpan Ttl, IReadOnlyList<string> Evidence);
