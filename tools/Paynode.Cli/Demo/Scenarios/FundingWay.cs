namespace Paynode.Cli.Demo.Scenarios;

/// <summary>How an order's funds reach the escrow.</summary>
public enum FundingWay
{
    /// <summary>The payer approves and locks: two calls from its wallet.</summary>
    Lock,

    /// <summary>The payer sends the amount to the order's own address, as from an exchange; Paynode collects it.</summary>
    DepositAddress,
}
