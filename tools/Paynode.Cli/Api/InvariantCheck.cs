namespace Paynode.Cli.Api;

/// <summary>What one invariant said when it was checked.</summary>
public sealed record InvariantCheck(string Name, bool Holds, string Detail);
