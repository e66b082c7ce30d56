using System.Globalization;
using Paynode.Domain;
using RESPite.Messages;

namespace Paynode.Routing.Index;

/// <summary>Reads the rows that the reading script returns.</summary>
internal static class CandidateRows
{
    /// <summary>The next item of a reading: its rows.</summary>
    public static CandidateState[] NextRows(this ref RespReader.AggregateEnumerator items) => items.NextArray(Row);

    private static CandidateState Row(ref RespReader row)
    {
        var fields = row.AggregateChildren();
        var member = fields.NextText();
        return new CandidateState
        {
            Provider = new ProviderId(Guid.ParseExact(member, "N")),
            Member = member,
            Gate = Gates.Named(fields.NextText()),
            FreeUnits = long.Parse(fields.NextText(), CultureInfo.InvariantCulture),
            Terms = ProviderTerms.Parse(fields.NextText()),
            RatedAt = DateTimeOffset.FromUnixTimeMilliseconds(fields.NextInteger()),
            HeartbeatAt = DateTimeOffset.FromUnixTimeMilliseconds(fields.NextInteger()),
            Model = fields.NextBytes(),
            Rank = (long)fields.NextNumber(),
            Opinion = ScorerOpinion.Parse(fields.NextText()),
            InFlight = (int)fields.NextInteger(),
            OldestSent = NextSendTimes(ref fields),
        };
    }

    /// <summary>Members and scores in turn; a score is a send time.</summary>
    private static long[] NextSendTimes(ref RespReader.AggregateEnumerator fields)
    {
        fields.DemandNext();
        var pairs = fields.Value.AggregateChildren();
        var times = new long[fields.Value.AggregateLength() / 2];
        for (var i = 0; i < times.Length; i++)
        {
            pairs.DemandNext();
            times[i] = pairs.NextInteger();
        }

        return times;
    }
}
