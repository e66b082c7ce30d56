namespace Paynode.Payments;

/// <summary>An answer to a request, as it is kept for a repetition of it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Json">The body; repeated byte for byte.</param>
/// <param name="HoldsSecret">Whether the body shows a secret, so that it is sealed where it is kept.</param>
public sealed record StoredResponse(int Status, string Json, bool HoldsSecret = false)
{
    /// <summary>Whether the request succeeded (2xx). Only success is kept.</summary>
    public bool IsSuccess => Status is >= 200 and <= 299;
}
