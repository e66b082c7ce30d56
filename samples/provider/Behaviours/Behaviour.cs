using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Behaviours;

/// <summary>A kind of behaviour and how often it applies; the other offers are paid immediately.</summary>
/// <param name="Kind">What this provider does.</param>
/// <param name="Probability">Probability that the behaviour applies to an offer, from 0 to 1.</param>
public sealed record Behaviour(BehaviourKind Kind, double Probability = 1)
{
    private const double MaxDelayMs = 24 * 60 * 60 * 1000;

    public static Behaviour Pay { get; } = new(BehaviourKind.Pay);

    /// <summary>Delay of a slow bank.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The code of a decline or failure; null uses the kind's default.</summary>
    public string? Code { get; init; }

    /// <summary>How long after its failure report a provider that did pay reports the payout; null for never.</summary>
    public TimeSpan? FulfilAfter { get; init; }

    /// <summary>Parses a behaviour from the command line or a control request.</summary>
    /// <exception cref="ArgumentException">A value is invalid; the message says which.</exception>
    public static Behaviour Create(string? kind, double? probability, double? delayMs, string? code, double? fulfilAfterMs) =>
        new(ParseKind(kind))
    {
        Probability = probability is null or (>= 0 and <= 1)
            ? probability ?? 1
            : throw new ArgumentException("The probability must be between 0 and 1."),
        Delay = Span(delayMs) ?? TimeSpan.FromSeconds(3),
        Code = code is null || ReasonCode.All.Contains(code)
            ? code
            : throw new ArgumentException($"Unknown code '{code}'; one of {string.Join(", ", ReasonCode.All)}."),
        FulfilAfter = Span(fulfilAfterMs),
    };

    public static string NameOf(BehaviourKind kind) => kind == BehaviourKind.FailAfterPaid
        ? "fail-after-paid"
        : kind.ToString().ToLowerInvariant();

    private static TimeSpan? Span(double? ms) => ms is null ? null
        : ms is >= 0 and <= MaxDelayMs ? TimeSpan.FromMilliseconds(ms.Value)
        : throw new ArgumentException("A delay must be between 0 and 24 hours.");

    private static BehaviourKind ParseKind(string? name)
    {
        var kinds = Enum.GetValues<BehaviourKind>();
        var found = kinds.Where(kind => NameOf(kind) == (name ?? "pay")).ToList();
        return found.Count == 1
            ? found[0]
            : throw new ArgumentException($"Unknown behaviour '{name}'; one of {string.Join(", ", kinds.Select(NameOf))}.");
    }
}
