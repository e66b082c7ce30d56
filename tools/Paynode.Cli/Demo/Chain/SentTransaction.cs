namespace Paynode.Cli.Demo.Chain;

/// <summary>A transaction that a node accepted, with all that it takes to send the very same one again.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="From">An account that the node signs for.</param>
/// <param name="To">The contract called.</param>
/// <param name="Data">The call.</param>
/// <param name="Gas">The most gas it may use.</param>
/// <param name="Nonce">Its number among the account's.</param>
public sealed record SentTransaction(string Hash, string From, string To, byte[] Data, long Gas, long Nonce);
