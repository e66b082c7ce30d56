using Paynode.Payments;

namespace Paynode.Routing.Llm;

/// <summary>The prompt context of a corridor for the language model.</summary>
/// <param name="Corridor">The corridor.</param>
/// <param name="At">The current time.</param>
/// <param name="Providers">Its candidates, best first.</param>
/// <param name="Incidents">Status pages, incident reports, licence news. Untrusted text.</param>
public sealed record CorridorPromptContext(
    CorridorId Corridor, DateTimeOffset At, IReadOnlyList<ProviderPromptContext> Providers, IReadOnlyList<string> Incidents);
