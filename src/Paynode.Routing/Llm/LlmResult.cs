namespace Paynode.Routing.Llm;

/// <summary>How a question to the language model ended.</summary>
public enum LlmResult
{
    /// <summary>With at least one opinion that counts.</summary>
    Scored,

    /// <summary>The answer held no opinion that counts: all of them were out of range, unknown or twice there.</summary>
    NothingUsable,

    /// <summary>The answer was not what was asked for: not JSON, another shape, cut off, too large.</summary>
    Malformed,

    /// <summary>The model declined to answer.</summary>
    Refused,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The service failed.</summary>
    Failed,

    /// <summary>Not asked: the day's budget is used up.</summary>
    OverBudget,

    /// <summary>Not asked: the corridor has no candidates.</summary>
    NothingToScore,
}
