namespace Paynode.Chain.Escrow;

/// <summary>What is to be done with what is at an order's deposit address.</summary>
public enum DepositStep
{
    /// <summary>Nothing yet: it is less than the order's amount, and the rest may still come.</summary>
    Wait,

    /// <summary>Call <c>collect</c>: into the escrow what fits the order, and the rest back.</summary>
    Collect,

    /// <summary>Call <c>recover</c> for the token: it is not the order's, so all of it goes back.</summary>
    Recover,
}
