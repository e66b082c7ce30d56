using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Escrow;

/// <summary>
/// Decides what to do about a deposit. When the operator collects less than the order's amount, the contract takes it
/// for the end of the waiting and sends it back: a deposit in two parts would never come together.
/// </summary>
public static class DepositRule
{
    /// <summary>Decides for one token at an order's deposit address.</summary>
    /// <param name="terms">The order.</param>
    /// <param name="token">The token that arrived.</param>
    /// <param name="balance">How much of it is there now.</param>
    /// <param name="status">How far the order has come in the escrow.</param>
    /// <param name="chainTimeSeconds">The newest block's time, in Unix seconds.</param>
    /// <returns>The step.</returns>
    public static DepositStep Decide(
        EscrowTerms terms, Address token, BigInteger balance, EscrowOrderStatus status, long chainTimeSeconds)
    {
        ArgumentNullException.ThrowIfNull(terms);
        var canStillBeFunded = status == EscrowOrderStatus.Unknown && chainTimeSeconds < terms.DeadlineSeconds;
        return balance.IsZero ? DepositStep.Wait
            : token != terms.Token ? DepositStep.Recover
            : canStillBeFunded && balance < terms.Amount ? DepositStep.Wait
            : DepositStep.Collect;
    }
}
