using System.Globalization;
using Paynode.Payments;
using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>Parses the rows that the reading script returns.</summary>
internal static class CandidateRows
{
    public static CandidateState[] Parse(RedisResult[] rows) => Array.ConvertAll(rows, Parse);

    private static CandidateState Parse(RedisResult row)
    {
        var fields = row.Items();
        var member = fields[0].Text();
        return new CandidateState
        {
            Provider = new ProviderId(Guid.ParseExact(member, "N")),
            Member = member,
            Gate = Gates.Named(fields[1].Text()),
            FreeUnits = long.Parse(fields[2].Text(), CultureInfo.InvariantCulture),
            Terms = ProviderTerms.Parse(fields[3].Text()),
            RatedAt = DateTimeOffset.FromUnixTimeMilliseconds((long)fields[4]),
            HeartbeatAt = DateTimeOffset.FromUnixTimeMilliseconds((long)fields[5]),
            Model = fields[6].Bytes(),
            Rank = (long)(double)fields[7],
            ScorerScore = StoredScore.Parse(fields[8].Text()),
            InFlight = (int)fields[9],
            OldestSent = SendTimes(fields[10].Values()),
        };
    }

    /// <summary>Every second value is a score: the send time.</summary>
    private static long[] SendTimes(RedisValue[] pairs)
    {
        var times = new long[pairs.Length / 2];
        for (var i = 0; i < times.Length; i++)
        {
            times[i] = (long)pairs[2 * i + 1];
        }

        return times;
    }
}
