namespace Paynode.Payments;

/// <summary>What one invariant said when it was checked.</summary>
/// <param name="Name">Stable, lower_snake_case.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Detail">The figures that were compared.</param>
public sealed record InvariantCheck(string Name, bool Holds, string Detail);
