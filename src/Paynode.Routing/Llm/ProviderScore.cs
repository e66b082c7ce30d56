using Paynode.Payments;

namespace Paynode.Routing.Llm;

/// <summary>A scorer's score for a provider. It enters a decision only through a learned, clipped weight.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Score">Probability that its next order succeeds, 0 to 1.</param>
/// <param name="Confidence">0 to 1; 0 counts as no score.</param>
/// <param name="At">When it was given.</param>
/// <param name="Ttl">How long it is valid.</param>
/// <param name="Evidence">The scorer's reasons, in its own words. Untrusted text, for the log and the dashboard only.</param>
public sealed record ProviderScore(
    ProviderId Provider, double Score, double Confidence, DateTimeOffset At, TimeSpan Ttl, IReadOnlyList<string> Evidence);
