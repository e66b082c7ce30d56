using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>A look that is due at what one token has at a deposit address.</summary>
/// <param name="Deposit">The registered order.</param>
/// <param name="Token">The token.</param>
/// <param name="Calls">How often tokens were moved on from here.</param>
/// <param name="IdleLooks">Looks since the last transfer that found nothing to do.</param>
/// <param name="DueAt">When it was due.</param>
public sealed record DepositVisit(EscrowDeposit Deposit, Address Token, int Calls, int IdleLooks, DateTimeOffset DueAt);
