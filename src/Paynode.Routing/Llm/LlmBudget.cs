namespace Paynode.Routing.Llm;

/// <summary>Counts calls and tokens per UTC day. A call's maximum is reserved at its start and corrected at its end.</summary>
internal sealed class LlmBudget(int callsADay, long tokensADay, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private DateOnly _day;
    private int _calls;
    private long _tokens;

    /// <summary>Reserves a call with a maximum number of tokens; false when the day's budget does not allow it.</summary>
    public bool TryTake(long mostTokens)
    {
        lock (_lock)
        {
            var today = DateOnly.FromDateTime(timeProvider.GetUtcNow().UtcDateTime);
            if (today != _day)
            {
                (_day, _calls, _tokens) = (today, 0, 0);
            }

            if (_calls >= callsADay || _tokens + mostTokens > tokensADay)
            {
                return false;
            }

            _calls++;
            _tokens += mostTokens;
            return true;
        }
    }

    /// <summary>Returns what a call did not use.</summary>
    public void Settle(long mostTokens, long usedTokens)
    {
        lock (_lock)
        {
            _tokens = Math.Max(0, _tokens - mostTokens + usedTokens);
        }
    }
}
