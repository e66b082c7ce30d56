namespace Paynode.Samples.Provider.Protocol;

/// <summary>Why a request was refused: the status and the stable code of the problem document.</summary>
public sealed record SignatureRefusal(int Status, string Code, string Detail)
{
    public static SignatureRefusal Missing { get; } = new(
        401, "signature_missing", "Paynode-Key, Paynode-Timestamp and Paynode-Signature are required.");

    public static SignatureRefusal Invalid { get; } = new(
        401, "signature_invalid", "The key is unknown or the signature does not match the request.");

    public static SignatureRefusal Stale { get; } = new(
        401, "timestamp_out_of_range", "The timestamp is more than five minutes away from this provider's clock.");

    public static SignatureRefusal Replayed { get; } = new(
        409, "replayed_request", "This signature was seen before; sign the request anew.");

    public static SignatureRefusal Overloaded { get; } = new(503, "overloaded", "Too many requests are remembered; try again later.");
}
