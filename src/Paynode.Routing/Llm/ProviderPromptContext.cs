using Paynode.Payments;

namespace Paynode.Routing.Llm;

/// <summary>What the language model is told of a provider.</summary>
/// <param name="Provider">The provider. The model is given an alias, never this.</param>
/// <param name="Name">Its name, so that news of it can be told apart; null when unknown. Untrusted text.</param>
/// <param name="Metrics">Its figures by name.</param>
public sealed record ProviderPromptContext(ProviderId Provider, string? Name, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>With further figures; those that it has stay as they are.</summary>
    internal ProviderPromptContext With(IReadOnlyDictionary<string, double> more) =>
        this with { Metrics = more.Where(it => !Metrics.ContainsKey(it.Key)).Concat(Metrics).ToDictionary() };
}
