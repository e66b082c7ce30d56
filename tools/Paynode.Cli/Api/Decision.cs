namespace Paynode.Cli.Api;

/// <summary>One routing decision, as far as it is measured here.</summary>
/// <param name="Chosen">The provider, or null when there was none.</param>
/// <param name="DurationUs">How long it took, in microseconds.</param>
/// <param name="Reason">Why it came out so.</param>
/// <param name="Sentence">The same for a person.</param>
public sealed record Decision(string? Chosen, long DurationUs, string Reason, string Sentence)
{
    /// <summary>When it was made.</summary>
    public DateTimeOffset DecidedAt { get; init; }

    /// <summary>Every provider that was looked at.</summary>
    public IReadOnlyList<DecisionCandidate> Candidates { get; init; } = [];
}
