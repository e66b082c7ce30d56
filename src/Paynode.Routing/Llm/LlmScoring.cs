namespace Paynode.Routing.Llm;

/// <summary>The result of a scoring call.</summary>
/// <param name="Result">How it ended.</param>
/// <param name="Scores">The valid scores; empty unless <see cref="LlmResult.Scored"/>.</param>
/// <param name="Tokens">Tokens used, of question and answer together; 0 when unknown.</param>
public sealed record LlmScoring(LlmResult Result, IReadOnlyList<ProviderScore> Scores, long Tokens = 0)
{
    internal static LlmScoring Without(LlmResult result, long tokens = 0) => new(result, [], tokens);
}

/// <summary>The result of a question to the language model.</summary>
public enum LlmResult
{
    /// <summary>At least one valid score.</summary>
    Scored,

    /// <summary>The answer had no valid score: all of them were out of range, for unknown providers or duplicates.</summary>
    NothingUsable,

    /// <summary>The answer was malformed: not JSON, of another shape, truncated or too large.</summary>
    Malformed,

    /// <summary>The model declined to answer.</summary>
    Refused,

    /// <summary>The answer timed out.</summary>
    TimedOut,

    /// <summary>The service failed.</summary>
    Failed,

    /// <summary>Not sent: the day's budget is used up.</summary>
    OverBudget,

    /// <summary>Not sent: the corridor has no candidates.</summary>
    NothingToScore,
}
