using System.Numerics;

namespace Paynode.Chain.Indexing;

/// <summary>One step of a confirmation policy.</summary>
/// <param name="UpToMinor">The largest amount the step applies to, in the token's smallest unit; null for any amount.</param>
/// <param name="Requirement">The requirement for such an amount.</param>
public sealed record ConfirmationRule(BigInteger? UpToMinor, ConfirmationRequirement Requirement);
