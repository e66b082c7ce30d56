using Paynode.Domain;

namespace Paynode.Routing.Llm;

/// <summary>What the language model is told of a provider.</summary>
/// <param name="Provider">The provider. The model is given an alias, never this.</param>
/// <param name="Name">Its name, so that news of it can be told apart; null when unknown. Untrusted text.</param>
/// <param name="Metrics">Its figures by name.</param>
public sealed record ProviderBriefing(ProviderId Provider, string? Name, IReadOnlyDictionary<string, double> Metrics);
