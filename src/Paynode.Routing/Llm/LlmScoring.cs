namespace Paynode.Routing.Llm;

/// <summary>What came of asking the language model.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Scores">The opinions that count; empty unless <see cref="LlmResult.Scored"/>.</param>
/// <param name="Tokens">Tokens used, of question and answer together; 0 when unknown.</param>
public sealed record LlmScoring(LlmResult Result, IReadOnlyList<ProviderScore> Scores, long Tokens = 0)
{
    internal static LlmScoring Without(LlmResult result, long tokens = 0) => new(result, [], tokens);
}
