namespace Paynode.Cli.Demo;

/// <summary>What `./paynode demo` was asked for.</summary>
/// <param name="Orders">How many orders.</param>
/// <param name="Concurrency">How many of them at a time.</param>
/// <param name="Seed">Of all random choices.</param>
/// <param name="Json">Whether the result is written as JSON.</param>
internal sealed record DemoOptions(int Orders, int Concurrency, int Seed, bool Json);
