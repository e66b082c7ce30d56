using System.Numerics;

namespace Paynode.Chain.Indexing;

/// <summary>One step of a confirmation policy.</summary>
/// <param name="UpToMinor">The largest amount the step is for, in the token's smallest unit; nothing: any.</param>
/// <param name="Requirement">What such an amount needs.</param>
public sealed record ConfirmationRule(BigInteger? UpToMinor, ConfirmationRequirement Requirement);
