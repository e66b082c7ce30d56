using System.Globalization;

namespace Paynode.Samples.Provider.Protocol;

/// <summary>Lets a request of Paynode in only if it is signed with our secret, recent, and not seen before.</summary>
public sealed class SignatureGate(Credentials credentials, TimeProvider timeProvider)
{
    /// <summary>How far the two clocks may stand apart, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    // A signature can pass the clock check from 5 minutes before to 5 minutes after its timestamp; after that the clock refuses it.
    private static readonly TimeSpan Memory = Tolerance * 2;

    // A busy provider sees some hundred calls a second: ten minutes of those, and memory stays bounded.
    private const int MaxRemembered = 200_000;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _seen = [];
    private readonly Queue<(string Signature, DateTimeOffset Until)> _expiry = new();

    /// <returns>Null when the request may pass, else the refusal.</returns>
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
