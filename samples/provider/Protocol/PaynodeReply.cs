using System.Net;

namespace Paynode.Samples.Provider.Protocol;

/// <summary>Paynode's answer to a call: the status, and the stable code of a problem document. No status: no answer came.</summary>
public sealed record PaynodeReply(HttpStatusCode? Status, string? Code)
{
    /// <summary>Paynode took it: now, or at an earlier attempt whose answer was lost.</summary>
    public bool IsTaken => Status is not null && (int)Status is >= 200 and < 300;

    /// <summary>
    /// Whether asking again could not change the answer. 429 and 5xx are passing states; <c>replayed_request</c> says that these very
    /// bytes arrived before, not what became of them, and <c>timestamp_out_of_range</c> may be a pause of ours, so both are asked again with a new signature.
    /// </summary>
    public bool IsDefinite => Status is { } status
        && (int)status < 500
        && status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests)
        && Code is not ("replayed_request" or "timestamp_out_of_range");
}
