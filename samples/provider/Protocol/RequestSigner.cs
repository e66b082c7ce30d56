using System.Globalization;

namespace Paynode.Samples.Provider.Protocol;

/// <summary>Signs requests to Paynode. Every attempt, including a retry, has its own timestamp.</summary>
public sealed class RequestSigner(Credentials credentials, TimeProvider timeProvider)
{
    private long _lastTimestamp;

    public void Sign(HttpRequestMessage request, byte[] body)
    {
        var timestamp = NextTimestamp().ToString(CultureInfo.InvariantCulture);
        var path = request.RequestUri!.PathAndQuery;
        request.Headers.Add(RequestSignature.KeyHeader, credentials.Id);
        request.Headers.Add(RequestSignature.TimestampHeader, timestamp);
        request.Headers.Add(
            RequestSignature.SignatureHeader,
            RequestSignature.Compute(credentials.Secret, request.Method.Method, path, timestamp, body));
    }

    /// <summary>
    /// Strictly increasing: two equal requests within one millisecond would have the same signature, and the second would be
    /// refused as a replay.
    /// </summary>
    private long NextTimestamp()
    {
        while (true)
        {
            var last = Volatile.Read(ref _lastTimestamp);
            var next = Math.Max(timeProvider.GetUtcNow().ToUnixTimeMilliseconds(), last + 1);
            if (Interlocked.CompareExchange(ref _lastTimestamp, next, last) == last)
            {
                return next;
            }
        }
    }
}
