using System.Globalization;
using Paynode.Routing.Learning;

namespace Paynode.Routing.Index;

/// <summary>A scorer's score for a provider in a corridor, as stored in Redis.</summary>
/// <param name="Score">The probability of success, 0 to 1.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="At">When it was given.</param>
/// <param name="Ttl">How long it is valid.</param>
internal sealed record StoredScore(double Score, double Confidence, DateTimeOffset At, TimeSpan Ttl)
{
    public string Text => string.Create(
        CultureInfo.InvariantCulture, $"{Score:R};{Confidence:R};{At.ToUnixTimeMilliseconds()};{(long)Ttl.TotalMilliseconds}");

    /// <summary>In log-odds; 0 once it is stale.</summary>
    public double LogOddsAt(DateTimeOffset now) =>
        ScorerTrust.ToLogOdds(Score, Confidence, (now - At).TotalSeconds, Ttl.TotalSeconds);

    public static StoredScore? Parse(string text)
    {
        var parts = text.Split(';');
        return parts.Length != 4 ? null : new StoredScore(
            double.Parse(parts[0], CultureInfo.InvariantCulture),
            double.Parse(parts[1], CultureInfo.InvariantCulture),
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(parts[2], CultureInfo.InvariantCulture)),
            TimeSpan.FromMilliseconds(long.Parse(parts[3], CultureInfo.InvariantCulture)));
    }
}
