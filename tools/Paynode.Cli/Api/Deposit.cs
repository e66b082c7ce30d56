using System.Text.Json;

namespace Paynode.Cli.Api;

/// <summary>How to fund an order.</summary>
/// <param name="Amount">What to lock, in the token.</param>
/// <param name="Address">Instead of the calls: send exactly the amount here.</param>
/// <param name="Deadline">From then on anyone may refund.</param>
/// <param name="EscrowOrderId">The order's id in the escrow.</param>
/// <param name="Terms">What the order's id in the escrow commits to, as the refund script reads it.</param>
public sealed record Deposit(
    string Chain,
    long ChainId,
    string Escrow,
    string Token,
    string TokenAddress,
    string Amount,
    string Address,
    DateTimeOffset Deadline,
    string EscrowOrderId,
    IReadOnlyList<DepositCall> Calls,
    JsonElement Terms);
