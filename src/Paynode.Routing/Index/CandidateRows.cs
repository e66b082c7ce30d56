using System.Globalization;
using Paynode.Domain;
using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>Reads the rows that the reading script returns.</summary>
internal static class CandidateRows
{
    public static CandidateState[] Parse(RedisResult[] rows) => Array.ConvertAll(rows, Parse);

    private static CandidateState Parse(RedisResult row)
    {
        var fields = (RedisResult[])row;
        var member = (string)fields[0];
        return new CandidateState
        {
            Provider = new ProviderId(Guid.ParseExact(member, "N")),
            Member = member,
            Gate = Gates.Named((string)fields[1]),
            FreeUnits = long.Parse((string)fields[2], CultureInfo.InvariantCulture),
            Terms = ProviderTerms.Parse((string)fields[3]),
            RatedAt = DateTimeOffset.FromUnixTimeMilliseconds((long)fields[4]),
            HeartbeatAt = DateTimeOffset.FromUnixTimeMilliseconds((long)fields[5]),
            Model = (byte[])fields[6],
            Rank = (long)(double)fields[7],
            Capacity = (int)fields[8],
            Opinion = ScorerOpinion.Parse((string)fields[9]),
            InFlight = (int)fields[10],
            OldestSent = SendTimes((RedisValue[])fields[11]),
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
