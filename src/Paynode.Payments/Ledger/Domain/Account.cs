namespace Paynode.Payments;

/// <summary>The ledger's accounts. Debits are positive: the escrow is an asset, what is owed to others a liability.</summary>
public static class Account
{
    /// <summary>Asset: tokens that the escrow contract of a chain holds.</summary>
    public static string Escrow(string chain) => $"escrow:{chain}";

    /// <summary>Liability: locked funds, owed to payers until a release or a refund discharges it.</summary>
    public static string Payers(string chain) => $"payers:{chain}";

    /// <summary>Liability: payouts that their receiver's token refused; the escrow keeps them until they are withdrawn.</summary>
    public static string Credits(string chain) => $"credits:{chain}";

    /// <summary>Asset: fees that have reached the protocol's fee receiver.</summary>
    public static string Treasury(string chain) => $"treasury:{chain}";

    /// <summary>Revenue: fees earned.</summary>
    public static string Revenue(string chain) => $"revenue:{chain}";
}
