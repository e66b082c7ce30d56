namespace Paynode.Routing.Llm;

/// <summary>What came of asking the language model.</summary>
/// <param name="Verdict">How it ended.</param>
/// <param name="Opinions">The opinions that count; empty unless <see cref="LlmVerdict.Scored"/>.</param>
/// <param name="Tokens">Tokens used, of question and answer together; 0 when unknown.</param>
public sealed record LlmScoring(LlmVerdict Verdict, IReadOnlyList<ProviderOpinion> Opinions, long Tokens = 0)
{
    internal static LlmScoring Without(LlmVerdict verdict, long tokens = 0) => new(verdict, [], tokens);
}
