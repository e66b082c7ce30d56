using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>What the invariants say.</summary>
/// <param name="Holds">Whether all of them hold.</param>
/// <param name="Checks">Each of them.</param>
public sealed record InvariantsResponse(bool Holds, IReadOnlyList<InvariantCheck> Checks);
