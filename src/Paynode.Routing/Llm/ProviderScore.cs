using Paynode.Payments;

namespace Paynode.Routing.Llm;

/// <summary>A scorer's opinion of a provider. It enters a decision only through a learned, clipped weight.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Score">Probability that its next order succeeds, 0 to 1.</param>
/// <param name="Confidence">0 to 1; 0 is no opinion.</param>
/// <param name="At">When it was given.</param>
/// <param name="Ttl">How long it counts.</param>
/// <param name="Evidence">What it rests on, in the scorer's words. Untrusted text, for the log and the dashboard only.</param>
public sealed record ProviderScore(
    ProviderId Provider, double Score, double Confidence, DateTimeOffset At, TimeSpan Ttl, IReadOnlyList<string> Evidence);
