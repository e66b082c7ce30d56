namespace Paynode.Cli.Demo;

/// <summary>A running Paynode to demonstrate, and the accounts of its chain that pay.</summary>
/// <param name="ApiUrl">Where its API answers.</param>
/// <param name="AdminKey">The operator's key.</param>
/// <param name="ChainRpcUrl">The chain's JSON-RPC address.</param>
/// <param name="TokenAddress">The test dollar, which anyone can mint.</param>
/// <param name="Payers">Accounts that the chain's node signs for, used by nobody else.</param>
public sealed record DemoEnvironment(Uri ApiUrl, string AdminKey, Uri ChainRpcUrl, string TokenAddress, IReadOnlyList<string> Payers);
