using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Behaviours;

/// <summary>A kind of conduct and how often it shows; the other offers are paid at once.</summary>
/// <param name="Kind">What this provider does.</param>
/// <param name="Probability">Of an offer meeting this behaviour, from 0 to 1.</param>
public sealed record Behaviour(BehaviourKind Kind, double Probability = 1)
{
    private const double MaxDelayMs = 24 * 60 * 60 * 1000;

    public static Behaviour Pay { get; } = new(BehaviourKind.Pay);

    /// <summary>How long the bank takes when slow.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The code of a decline or failure; null takes the usual one of the kind.</summary>
    public string? Code { get; init; }

    /// <summary>How long after its failure report a provider that did pay reports the payout; null for never.</summary>
    public TimeSpan? FulfilAfter { get; init; }

    /// <summary>Reads a behaviour from what the command line or a control call gives.</summary>
    /// <exception cref="ArgumentException">Says what is wrong with it.</exception>
    public static Behaviour Create(string? kind, double? probability, double? delayMs, string? code, double? fulfilAfterMs) => new(ParseKind(kind))
    {
        Probability = probability is null or (>= 0 and <= 1) ? probability ?? 1 : throw new ArgumentException("The probability is between 0 and 1."),
        Delay = Span(delayMs) ?? TimeSpan.FromSeconds(3),
        Code = code is null || ReasonCode.All.Contains(code) ? code : throw new ArgumentException($"Unknown code '{code}'; one of {string.Join(", ", ReasonCode.All)}."),
        FulfilAfter = Span(fulfilAfterMs),
    };

    public static string NameOf(BehaviourKind kind) => kind == BehaviourKind.FailAfterPaid ? "fail-after-paid" : kind.ToString().ToLowerInvariant();

    private static TimeSpan? Span(double? ms) => ms is null ? null
        : ms is >= 0 and <= MaxDelayMs ? TimeSpan.FromMilliseconds(ms.Value)
        : throw new ArgumentException("A delay is between zero and a day.");

    private static BehaviourKind ParseKind(string? name)
    {
        var kinds = Enum.GetValues<BehaviourKind>();
        var found = kinds.Where(kind => NameOf(kind) == (name ?? "pay")).ToList();
        return found.Count == 1 ? found[0] : throw new ArgumentException($"Unknown behaviour '{name}'; one of {string.Join(", ", kinds.Select(NameOf))}.");
    }
}
