using System.Net;

namespace Paynode.Samples.Provider.Protocol;

/// <summary>
/// Paynode's response to a call: the status, and the stable code of a problem document. Without a status there was no response.
/// </summary>
public sealed record PaynodeReply(HttpStatusCode? Status, string? Code)
{
    /// <summary>Paynode accepted it: now, or at an earlier attempt whose response was lost.</summary>
    public bool IsTaken => Status is not null && (int)Status is >= 200 and < 300;

    /// <summary>
    /// Whether a retry could not change the response. 429 and 5xx are temporary; <c>replayed_request</c> says that the same bytes
    /// arrived before, not what their result was, and <c>timestamp_out_of_range</c> may be a pause on our side, so both are
    /// retried with a new signature.
    /// </summary>
    public bool IsDefinite => Status is { } status
        && (int)status < 500
        && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests)
        && Code is not ("replayed_request" or "timestamp_out_of_range");
}
