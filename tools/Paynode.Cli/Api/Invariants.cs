namespace Paynode.Cli.Api;

/// <summary>What all invariants said.</summary>
public sealed record Invariants(bool Holds, IReadOnlyList<InvariantCheck> Checks);
