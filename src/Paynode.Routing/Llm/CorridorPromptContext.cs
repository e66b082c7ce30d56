using Paynode.Payments;

namespace Paynode.Routing.Llm;

/// <summary>The prompt context of a corridor for the language model.</summary>
/// <param name="Corridor">The corridor.</param>
/// <param name="At">The current time.</param>
/// <param name="Providers">Its candidates, best first.</param>
/// <param name="Incidents">Status pages, incident reports, licence news. Untrusted text.</param>
public sealed record CorridorPromptContext(
    CorridorId Corridor, DateTimeOffset At, IReadOnlyList<ProviderPromptContext> Providers, IReadOnlyList<string> Incidents);

/// <summary>The prompt context of a provider for the language model.</summary>
/// <param name="Provider">The provider. The model receives an alias instead.</param>
/// <param name="Name">Its name, to relate news to it; null when unknown. Untrusted text.</param>
/// <param name="Metrics">Its figures by name.</param>
public sealed record ProviderPromptContext(ProviderId Provider, string? Name, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>Adds further figures; existing ones are kept.</summary>
    internal ProviderPromptContext With(IReadOnlyDictionary<string, double> more) =>
        this with { Metrics = more.Where(it => !Metrics.ContainsKey(it.Key)).Concat(Metrics).ToDictionary() };
}
