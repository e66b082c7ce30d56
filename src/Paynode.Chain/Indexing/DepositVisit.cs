using Paynode.Chain.Primitives;

namespace Paynode.Chain.Indexing;

/// <summary>A due check of one token's balance at a deposit address.</summary>
/// <param name="Deposit">The registered order.</param>
/// <param name="Token">The token.</param>
/// <param name="Calls">How often tokens were moved on from this address.</param>
/// <param name="IdleLooks">Checks since the last transfer that found nothing to do.</param>
/// <param name="DueAt">When the check was due.</param>
public sealed record DepositVisit(EscrowDeposit Deposit, Address Token, int Calls, int IdleLooks, DateTimeOffset DueAt);
