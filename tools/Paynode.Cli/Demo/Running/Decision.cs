using System.Text.Json;
using Paynode.Client;

namespace Paynode.Cli.Demo.Running;

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

    /// <summary>The decisions of an order, one for each attempt.</summary>
    public static IReadOnlyList<Decision> ReadAll(OrderDecisionResponse order) =>
        [.. order.Decisions.Select(decision => decision.Deserialize<Decision>(JsonSerializerOptions.Web)!)];
}

/// <summary>A provider as a decision saw it.</summary>
/// <param name="Provider">Its id.</param>
/// <param name="Gate">The gate that refused it, or null.</param>
/// <param name="PDown">The probability that it was down.</param>
public sealed record DecisionCandidate(string Provider, string? Gate, double PDown);
