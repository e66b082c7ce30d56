namespace Paynode.Cli.Demo;

/// <summary>What a demo runs with.</summary>
/// <param name="Orders">How many orders, the one that nobody can pay among them.</param>
/// <param name="Concurrency">How many of them are under way at a time.</param>
/// <param name="Seed">Of the amounts, the recipients and the providers' behaviour.</param>
/// <param name="Json">Whether standard output is one JSON document.</param>
/// <param name="HostProject">The program that hosts Paynode's functions, such as <c>tests/Paynode.FunctionsHost/Paynode.FunctionsHost</c>; null: the local host.</param>
public sealed record DemoOptions(int Orders, int Concurrency, int Seed, bool Json, string? HostProject = null);
