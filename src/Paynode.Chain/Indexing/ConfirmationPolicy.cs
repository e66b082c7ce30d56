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
