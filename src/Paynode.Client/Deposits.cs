namespace Paynode.Client;

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
public sealed record DepositResponse(
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
    IReadOnlyList<DepositCallResponse> Calls,
    DepositTermsResponse Terms);

/// <summary>A call for the payer's wallet to send.</summary>
/// <param name="Purpose">approve or lock.</param>
/// <param name="To">The contract.</param>
/// <param name="Data">The call data in hex.</param>
public sealed record DepositCallResponse(string Purpose, string To, string Data);

/// <summary>
/// An order's terms in the escrow, field for field as the contract's struct names them and as
/// <c>contracts/script/refund-all.mjs --terms</c> reads them.
/// </summary>
/// <param name="OrderRef">The order's id: the uuid's 16 bytes, then 16 zero bytes.</param>
/// <param name="Token">The token contract.</param>
/// <param name="Amount">In the token's smallest unit, as decimal digits.</param>
/// <param name="Payer">Whose signature a release in mode 1 needs.</param>
/// <param name="RefundTo">The only address that refunds and unfit deposits go to.</param>
/// <param name="Deadline">Unix seconds.</param>
/// <param name="ProtocolFeeBps">Paynode's share of a release, in basis points.</param>
/// <param name="IntegratorFeeBps">The integrator's share of a release, in basis points.</param>
/// <param name="Integrator">Receives the integrator's share.</param>
/// <param name="Mode">0: the operator releases; 1: with the payer's signature.</param>
public sealed record DepositTermsResponse(
    string OrderRef,
    string Token,
    string Amount,
    string Payer,
    string RefundTo,
    long Deadline,
    int ProtocolFeeBps,
    int IntegratorFeeBps,
    string Integrator,
    int Mode);
