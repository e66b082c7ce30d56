namespace Paynode.Payments;

/// <summary>An expected failure as a value: what a client may see and act on.</summary>
/// <param name="Code">Stable, lower_snake_case; part of the public contract and never reused for another meaning.</param>
/// <param name="Detail">One sentence for a person. Holds no secret and no other tenant's data.</param>
/// <param name="Field">The request's field that is at fault, in the request's own spelling, or null.</param>
public sealed record Problem(string Code, string Detail, string? Field = null);
