using System.Numerics;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>
/// Determines how final an event has to be, by its amount: the larger the amount, the more an attacker could gain from
/// rewriting the chain.
/// </summary>
public sealed class ConfirmationPolicy
{
    private readonly IReadOnlyDictionary<Address, IReadOnlyList<ConfirmationRule>> _byToken;
    private readonly ConfirmationRequirement _otherwise;

    /// <summary>Creates a policy.</summary>
    /// <param name="otherwise">For tokens without rules, and for amounts above all rules.</param>
    /// <param name="byToken">The rules of each token, smallest amount first.</param>
    public ConfirmationPolicy(
        ConfirmationRequirement otherwise, IReadOnlyDictionary<Address, IReadOnlyList<ConfirmationRule>>? byToken = null)
    {
        _otherwise = otherwise;
        _byToken = byToken ?? new Dictionary<Address, IReadOnlyList<ConfirmationRule>>();
    }

    /// <summary>Whether any amount needs a block the chain calls safe or finalized, so that those have to be read.</summary>
    public bool UsesTags => _byToken.Values.SelectMany(rules => rules).Select(rule => rule.Requirement)
        .Append(_otherwise).Any(requirement => requirement.Kind != ConfirmationKind.Depth);

    /// <summary>Returns the requirement for an event.</summary>
    /// <param name="chainEvent">The event.</param>
    /// <param name="token">The order's token, where the event does not contain it; null when it is not known.</param>
    public ConfirmationRequirement For(EscrowEvent chainEvent, Address? token) => chainEvent switch
    {
        // Only makes the operator call collect, which itself emits an event that is confirmed by its own amount.
        EscrowEvent.DepositSeen => new ConfirmationRequirement(ConfirmationKind.Depth),
        _ => For(chainEvent?.Token ?? token, chainEvent?.Amount ?? BigInteger.Zero),
    };

    private ConfirmationRequirement For(Address? token, BigInteger amountMinor)
    {
        var rules = token is { } known ? _byToken.GetValueOrDefault(known) : null;
        return rules?.FirstOrDefault(rule => rule.UpToMinor is not { } limit || amountMinor <= limit)?.Requirement ?? _otherwise;
    }
}

/// <summary>The criterion by which a block is final enough.</summary>
public enum ConfirmationKind
{
    /// <summary>It has enough confirmations.</summary>
    Depth,

    /// <summary>It is at or below the chain's <c>safe</c> block.</summary>
    Safe,

    /// <summary>It is at or below the chain's <c>finalized</c> block.</summary>
    Finalized,
}

/// <summary>How final a block has to be before its event is acted on.</summary>
/// <param name="Kind">By depth, or by one of the chain's own tags.</param>
/// <param name="Depth">With <see cref="ConfirmationKind.Depth"/>: 1 means that the event's block is the newest.</param>
public readonly record struct ConfirmationRequirement(ConfirmationKind Kind, int Depth = 1)
{
    /// <summary>Parses <c>safe</c>, <c>finalized</c> or a number of confirmations.</summary>
    /// <param name="text">The configured text.</param>
    /// <exception cref="FormatException">The text is none of these, or the number is below 1.</exception>
    public static ConfirmationRequirement Parse(string text) => text switch
    {
        "safe" => new ConfirmationRequirement(ConfirmationKind.Safe),
        "finalized" => new ConfirmationRequirement(ConfirmationKind.Finalized),
        _ when int.TryParse(text, out var depth) && depth >= 1 => new ConfirmationRequirement(ConfirmationKind.Depth, depth),
        _ => throw new FormatException($"'{text}' is not 'safe', 'finalized' or a number of confirmations."),
    };
}

/// <summary>One step of a confirmation policy.</summary>
/// <param name="UpToMinor">The largest amount the step applies to, in the token's smallest unit; null for any amount.</param>
/// <param name="Requirement">The requirement for such an amount.</param>
public sealed record ConfirmationRule(BigInteger? UpToMinor, ConfirmationRequirement Requirement);
