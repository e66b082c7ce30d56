using System.Globalization;
using Paynode.Domain;
using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>A partition's index in Redis: each method is one round trip.</summary>
internal sealed class RedisPartition(RedisIndex redis, string partition, RouterOptions options)
{
    public PartitionKeys Keys { get; } = new(partition);

    /// <summary>Reads a corridor's candidates.</summary>
    /// <param name="epoch">The epoch believed in.</param>
    /// <param name="query">Which.</param>
    public async Task<CandidateReading> ReadAsync(long epoch, CandidateQuery query)
    {
        var reply = await redis.EvaluateAsync(RedisScript.Read, Keys.Epoch, query.Arguments(epoch, options));
        return new CandidateReading(
            (byte[])reply[1],
            CandidateRows.Parse((RedisResult[])reply[2]),
            CandidateRows.Parse((RedisResult[])reply[3]));
    }

    /// <summary>Reserves at the first of the preference order that may still be sent the order.</summary>
    public async Task<ReservationResult> ReserveAsync(long epoch, Reservation reservation, Horizon horizon)
    {
        var arguments = ReservationArguments(epoch, reservation, horizon);
        var reply = await redis.EvaluateAsync(RedisScript.Reserve, Keys.Epoch, arguments);
        var passedOver = ((string)reply[2])
            .Split(',', StringSplitOptions.RemoveEmptyEntries).Select(name => Gates.Named(name)!.Value).ToArray();
        return (string)reply[0] switch
        {
            "taken" => new(ReservationStatus.Taken, reservation.Preference[(int)reply[1]].Candidate.Provider, passedOver),
            "kept" => new(ReservationStatus.Kept, Member(reply[1]), passedOver),
            "ended" => new(ReservationStatus.Ended, null, passedOver),
            _ => new(ReservationStatus.None, null, passedOver),
        };
    }

    /// <summary>Ends a hold. Null when none stood; else whether the database had made it.</summary>
    public async Task<bool?> ReleaseAsync(long epoch, string hold, DateTimeOffset now, bool paid)
    {
        var reply = await redis.EvaluateAsync(
            RedisScript.Release, Keys.Epoch, [epoch, hold, now.ToUnixTimeMilliseconds(), paid ? "1" : "0"]);
        return (string)reply[0] == "released" ? (string)reply[2] == "d" : null;
    }

    /// <summary>Reclaims some expired holds. Returns how many were looked at.</summary>
    public async Task<int> SweepAsync(long epoch, DateTimeOffset now)
    {
        var reply = await redis.EvaluateAsync(RedisScript.Sweep, Keys.Epoch, [epoch, now.ToUnixTimeMilliseconds()]);
        return (int)reply[1];
    }

    /// <summary>Applies operations to a provider; see the script.</summary>
    public Task UpdateAsync(long epoch, ProviderId provider, ProviderOperations operations, bool loading = false)
    {
        RedisValue[] arguments = [epoch, Member(provider), .. operations.Arguments];
        return redis.EvaluateAsync(RedisScript.Update, loading ? Keys.Loading : Keys.Epoch, arguments);
    }

    /// <summary>Puts a hold of the database's back while loading.</summary>
    public Task RestoreAsync(long epoch, string name, Hold hold, DateTimeOffset expiresAt) => redis.EvaluateAsync(
        RedisScript.Restore, Keys.Loading, [epoch, name, hold.ToBytes(), expiresAt.ToUnixTimeMilliseconds()]);

    /// <summary>Moves providers to fresh places in a corridor's ranking.</summary>
    public Task RerankAsync(long epoch, string corridor, IReadOnlyList<(string Member, long Rank)> places)
    {
        RedisValue[] arguments = [epoch, corridor, .. places.SelectMany(p => new RedisValue[] { p.Member, p.Rank })];
        return redis.EvaluateAsync(RedisScript.Rerank, Keys.Epoch, arguments);
    }

    /// <summary>Reads what outcomes are to be learned from.</summary>
    public async Task<Recollection> RecallAsync(long epoch, string corridor, IReadOnlyList<(string Hold, string Mark, string Provider)> outcomes)
    {
        RedisValue[] arguments = [epoch, corridor, .. outcomes.SelectMany(o => new RedisValue[] { o.Hold, o.Mark, o.Provider })];
        var reply = await redis.EvaluateAsync(RedisScript.Recall, Keys.Epoch, arguments);
        var rows = ((RedisResult[])reply[3]).Select(row => (RedisResult[])row)
            .Select(row => new RecalledOutcome((bool)row[0], Hold.Parse((byte[])row[1]), (byte[])row[2])).ToArray();
        return new Recollection(long.Parse((string)reply[1], CultureInfo.InvariantCulture), (byte[])reply[2], rows);
    }

    /// <summary>Writes what was learned; false when something else was learned in the corridor since it was recalled.</summary>
    public async Task<bool> LearnAsync(long epoch, string corridor, Lesson lesson)
    {
        RedisValue[] arguments =
        [
            epoch, corridor, lesson.Version, lesson.CorridorModel.ToArray(), (long)options.OutcomeMemory.TotalMilliseconds,
            lesson.Providers.Count,
            .. lesson.Providers.SelectMany(p => new RedisValue[] { Member(p.Provider), p.Model, p.Rank, p.Weight }),
            .. lesson.Outcomes.SelectMany(o => new RedisValue[] { o.Hold, o.Mark }),
        ];
        var reply = await redis.EvaluateAsync(RedisScript.Learn, Keys.Epoch, arguments);
        return (string)reply[0] == "learned";
    }

    /// <summary>A provider's name in the index.</summary>
    public static string Member(ProviderId provider) => provider.Value.ToString("N");

    private static ProviderId Member(RedisResult member) => new(Guid.ParseExact((string)member, "N"));

    private static RedisValue[] ReservationArguments(long epoch, Reservation reservation, Horizon horizon)
    {
        const int Fixed = 12, PerCandidate = 3;
        var arguments = new RedisValue[Fixed + reservation.Preference.Count * PerCandidate];
        var now = reservation.Now.ToUnixTimeMilliseconds();
        arguments[0] = epoch;
        arguments[1] = reservation.Hold;
        arguments[2] = reservation.Corridor;
        arguments[3] = now;
        arguments[4] = reservation.ExpiresAt.ToUnixTimeMilliseconds();
        arguments[5] = reservation.Units;
        arguments[6] = reservation.NeededUnits;
        arguments[7] = horizon.Heartbeat.ToUnixTimeMilliseconds();
        arguments[8] = horizon.Rate.ToUnixTimeMilliseconds();
        arguments[9] = reservation.TakesOver ?? "";
        arguments[10] = reservation.IsOffer ? now : 0;
        arguments[11] = reservation.Context.ToArray();
        for (var i = 0; i < reservation.Preference.Count; i++)
        {
            var (candidate, tag) = reservation.Preference[i];
            arguments[Fixed + i * PerCandidate] = candidate.Member;
            arguments[Fixed + i * PerCandidate + 1] = candidate.Terms!.Text;
            arguments[Fixed + i * PerCandidate + 2] = tag.ToArray();
        }

        return arguments;
    }
}
