namespace Paynode.Payments;

/// <summary>How to fund an order.</summary>
/// <param name="Chain">The chain's configured name.</param>
/// <param name="ChainId">Its EIP-155 id.</param>
/// <param name="Escrow">The escrow contract.</param>
/// <param name="Token">The token's symbol.</param>
/// <param name="TokenAddress">The token contract.</param>
/// <param name="Amount">What to lock, exactly.</param>
/// <param name="Address">
/// Instead of the calls: send exactly the amount here, in one transfer. The address belongs to this order alone.
/// </param>
/// <param name="DepositBy">Until when. Later funds are returned.</param>
/// <param name="Deadline">From then on anyone may trigger the refund on chain, Paynode or not.</param>
/// <param name="EscrowOrderId">The order's id in the escrow: the hash of its terms.</param>
/// <param name="Calls">Two calls from the payer's wallet: approve, then lock.</param>
/// <param name="Terms">
/// All that the escrow's order id commits to. Keep them: with them anyone can get funds out of the deposit address without
/// Paynode.
/// </param>
public sealed record DepositInstructions(
    string Chain,
    long ChainId,
    string Escrow,
    string Token,
    string TokenAddress,
    string Amount,
    string Address,
    DateTimeOffset DepositBy,
    DateTimeOffset Deadline,
    string EscrowOrderId,
    IReadOnlyList<DepositCall> Calls,
    DepositTerms Terms);
