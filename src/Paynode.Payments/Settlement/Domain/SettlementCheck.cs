using System.Numerics;

namespace Paynode.Payments;

/// <summary>What was decided for an escrow order.</summary>
/// <param name="Kind">Release or refund.</param>
/// <param name="Receiver">Where a release goes, hex with 0x; null for a refund.</param>
/// <param name="AmountMinor">Gross, in the token's minor units.</param>
public sealed record DecidedSettlement(ChainIntentKind Kind, string? Receiver, BigInteger AmountMinor);

/// <summary>Whether the chain did as decided, and what follows if it did not.</summary>
public static class SettlementCheck
{
    /// <summary>
    /// Whether a release is what was decided. One that nobody decided, or to another receiver, or of another amount, only the
    /// operator's key can have made.
    /// </summary>
    /// <param name="decided">What was decided, if anything.</param>
    /// <param name="receiver">Who got the funds, hex with 0x in any case.</param>
    /// <param name="amountMinor">All that moved, in the token's minor units.</param>
    public static bool IsReleaseAsDecided(DecidedSettlement? decided, string? receiver, BigInteger amountMinor) =>
        decided is { Kind: ChainIntentKind.Release, Receiver: { } expected }
        && string.Equals(expected, receiver, StringComparison.OrdinalIgnoreCase)
        && decided.AmountMinor == amountMinor;

    /// <summary>
    /// Whether a refund is what was decided. After the deadline anyone may refund what nobody decided; but of an order that a
    /// provider was paying or had paid a refund leaves the provider without its tokens, unless the operator refused its release.
    /// </summary>
    /// <param name="decided">What was decided, if anything.</param>
    /// <param name="state">Where the order stood; null when there is none.</param>
    public static bool IsRefundAsDecided(DecidedSettlement? decided, OrderState? state) =>
        decided is not { Kind: ChainIntentKind.Release }
        && state is not (OrderState.Fulfilling or OrderState.Fulfilled or OrderState.Validated)
        && (state is not OrderState.Settling || decided is not null);

    /// <summary>
    /// Whether an event that was not decided stops the chain: only the operator's key releases, and only it refunds before the
    /// deadline. After the deadline anyone may refund.
    /// </summary>
    /// <param name="isRelease">A release; otherwise a refund.</param>
    /// <param name="escrowDeadline">The order's deadline; null when there is no order.</param>
    /// <param name="now">The time of the decision.</param>
    public static bool StopsChain(bool isRelease, DateTimeOffset? escrowDeadline, DateTimeOffset now) => isRelease || now < escrowDeadline;
}
