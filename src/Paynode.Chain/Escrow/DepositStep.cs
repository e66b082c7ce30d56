namespace Paynode.Chain.Escrow;

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
