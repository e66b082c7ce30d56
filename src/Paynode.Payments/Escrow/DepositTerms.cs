using System.Globalization;
using Paynode.Chain.Escrow;

namespace Paynode.Payments;

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
public sealed record DepositTerms(
    string OrderRef,
    string Token,
    string Amount,
    string Payer,
    string RefundTo,
    long Deadline,
    int ProtocolFeeBps,
    int IntegratorFeeBps,
    string Integrator,
    int Mode)
{
    /// <summary>The terms as they are handed to the payer.</summary>
    public static DepositTerms Of(EscrowTerms terms) => new(
        terms.Reference.ToString(),
        terms.Token.ToString(),
        terms.Amount.ToString(CultureInfo.InvariantCulture),
        terms.Payer.ToString(),
        terms.RefundTo.ToString(),
        terms.DeadlineSeconds,
        terms.ProtocolFeeBps,
        terms.IntegratorFeeBps,
        terms.Integrator.ToString(),
        (int)terms.Mode);
}
