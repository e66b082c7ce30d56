namespace Paynode.Cli.Demo.Chain;

/// <summary>What funds one order.</summary>
/// <param name="Transactions">A transfer, or an approval and the lock that needs it, by rising nonces.</param>
public sealed record Funding(IReadOnlyList<SentTransaction> Transactions)
{
    /// <summary>The last transaction's hash: once that one is mined, all are.</summary>
    public string Hash => Transactions[^1].Hash;
}
