namespace Paynode.Routing.Llm;

/// <summary>The result of a scoring call.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Scores">The valid scores; empty unless <see cref="LlmResult.Scored"/>.</param>
/// <param name="Tokens">Tokens used, of question and answer together; 0 when unknown.</param>
public sealed record LlmScoring(LlmResult Result, IReadOnlyList<ProviderScore> Scores, long Tokens = 0)
{
    internal static LlmScoring Without(LlmResult result, long tokens = 0) => new(result, [], tokens);
}
