using Paynode.Payments;

namespace Paynode.Routing.Llm;

/// <summary>What the language model is told of a corridor.</summary>
/// <param name="Corridor">The corridor.</param>
/// <param name="At">When.</param>
/// <param name="Providers">Its candidates, best first.</param>
/// <param name="Incidents">Status pages, incident reports, licence news. Untrusted text.</param>
public sealed record CorridorPromptContext(
    CorridorId Corridor, DateTimeOffset At, IReadOnlyList<ProviderPromptContext> Providers, IReadOnlyList<string> Incidents);
