namespace Paynode.Payments;

/// <summary>A response, as stored for repeated requests.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Json">The body; repeated byte for byte.</param>
/// <param name="HoldsSecret">Whether the body contains a secret, so that it is stored encrypted.</param>
public sealed record StoredResponse(int Status, string Json, bool HoldsSecret = false)
{
    /// <summary>Whether the request succeeded (2xx). Only success is kept.</summary>
    public bool IsSuccess => Status is >= 200 and <= 299;
}
