using System.Numerics;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Escrow;

/// <summary>
/// Decides how to handle a deposit. When the operator collects less than the order's amount, the contract treats the order
/// as expired and sends the deposit back: a deposit in two parts would never be completed.
/// </summary>
public static class DepositRule
{
    /// <summary>Decides for one token at an order's deposit address.</summary>
    /// <param name="terms">The order.</param>
    /// <param name="token">The token that arrived.</param>
    /// <param name="balance">The address's current balance.</param>
    /// <param name="status">The order's status in the escrow.</param>
    /// <param name="chainTimeSeconds">The newest block's timestamp, in Unix seconds.</param>
    /// <returns>The step to take.</returns>
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

/// <summary>The step to take for the balance at an order's deposit address.</summary>
public enum DepositStep
{
    /// <summary>Nothing yet: it is less than the order's amount, and the rest may still arrive.</summary>
    Wait,

    /// <summary>Call <c>collect</c>: what matches the order goes into the escrow, and the rest is returned.</summary>
    Collect,

    /// <summary>Call <c>recover</c> for the token: it is not the order's token, so all of it is returned.</summary>
    Recover,
}
