using System.Globalization;

namespace Paynode.Samples.Provider.Protocol;

/// <summary>Accepts a request of Paynode only if it is signed with our secret, recent, and not a replay.</summary>
public sealed class SignatureGate(Credentials credentials, TimeProvider timeProvider)
{
    /// <summary>Maximum difference of the two clocks, in either direction.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    // A signature passes the clock check from 5 minutes before to 5 minutes after its timestamp; after that the clock check
    // refuses it.
    private static readonly TimeSpan Memory = Tolerance * 2;

    // A busy provider receives some hundred calls a second: enough for ten minutes of those, with bounded memory.
    private const int MaxRemembered = 200_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _seen = [];
    private readonly Queue<(string Signature, DateTimeOffset Until)> _expiry = new();

    /// <returns>Null when the request is accepted, otherwise the refusal.</returns>
    public SignatureRefusal? Check(string method, string pathAndQuery, IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        string key = headers[RequestSignature.KeyHeader].ToString(), timestamp = headers[RequestSignature.TimestampHeader].ToString();
        var signature = headers[RequestSignature.SignatureHeader].ToString();
        if (key.Length == 0 || timestamp.Length == 0 || signature.Length == 0)
        {
            return SignatureRefusal.Missing;
        }

        var now = timeProvider.GetUtcNow();
        if (!IsRecent(timestamp, now))
        {
            return SignatureRefusal.Stale;
        }

        var expected = RequestSignature.Compute(credentials.Secret, method, pathAndQuery, timestamp, body);
        return key == credentials.Id && RequestSignature.Matches(expected, signature) ? Remember(signature, now) : SignatureRefusal.Invalid;
    }

    private static bool IsRecent(string timestamp, DateTimeOffset now) =>
        long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var sentAtMs)
        && Math.Abs((decimal)now.ToUnixTimeMilliseconds() - sentAtMs) <= (decimal)Tolerance.TotalMilliseconds;

    private SignatureRefusal? Remember(string signature, DateTimeOffset now)
    {
        lock (_lock)
        {
            while (_expiry.TryPeek(out var oldest) && oldest.Until < now)
            {
                _seen.Remove(_expiry.Dequeue().Signature);
            }

            if (_seen.Count >= MaxRemembered)
            {
                return SignatureRefusal.Overloaded;
            }

            if (!_seen.Add(signature))
            {
                return SignatureRefusal.Replayed;
            }

            _expiry.Enqueue((signature, now + Memory));
            return null;
        }
    }
}
