using System.Globalization;
using Paynode.Payments;
using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>A partition's index in Redis: each method is one round trip, or a share of one.</summary>
internal sealed class RedisPartition
{
    /// <summary>Orders per reservation script: about 600 µs of Redis' time.</summary>
    private const int ABatch = 64;

    /// <summary>
    /// Concurrent reservation scripts. With the batch size this limits what one process can reserve per round trip, so it has
    /// to suffice when a busy machine makes that slow: 256 in 10 ms are 25,000 a second.
    /// </summary>
    private const int BatchesUnderWay = 4;

    /// <summary>
    /// The interval between two release scripts: no decision waits for one, and at thousands a second twenty in one script cost
    /// Redis a third of what they cost individually. The interval equals the maximum age of a reading, so liquidity does not
    /// become visible any later.
    /// </summary>
    private static readonly TimeSpan BetweenReleases = TimeSpan.FromMilliseconds(4);

    private readonly RedisIndex _redis;
    private readonly RouterOptions _options;
    private readonly TimeProvider _timeProvider;
    private readonly Batcher<(long Epoch, Reservation Reservation), ReservationResult> _reservations;
    private readonly Batcher<(long Epoch, string Hold, bool Paid), bool?> _releases;

    public RedisPartition(RedisIndex redis, string partition, RouterOptions options, TimeProvider timeProvider)
    {
        (_redis, _options, _timeProvider) = (redis, options, timeProvider);
        Keys = new PartitionKeys(partition);
        _reservations = new(ReserveAsync, item => item.Epoch, ABatch, BatchesUnderWay);
        _releases = new(ReleaseAsync, item => item.Epoch, ABatch, BatchesUnderWay, new Pace(BetweenReleases));
    }

    public PartitionKeys Keys { get; }

    /// <summary>Reads a corridor's candidates.</summary>
    /// <param name="epoch">The expected epoch.</param>
    /// <param name="query">Which candidates.</param>
    public async Task<CandidateReading> ReadAsync(long epoch, CandidateQuery query)
    {
        var reply = await _redis.EvaluateAsync(RedisScript.Read, Keys.Epoch, query.Arguments(epoch, _options));
        return new CandidateReading(
            reply[1].Bytes(),
            CandidateRows.Parse(reply[2].Items()),
            CandidateRows.Parse(reply[3].Items()));
    }

    /// <summary>Reserves each at the first eligible provider of its preference. Concurrent calls share a round trip.</summary>
    public Task<ReservationResult> ReserveAsync(long epoch, Reservation reservation) => _reservations.AddAsync((epoch, reservation));

    /// <summary>Ends a reservation. Null when it is unknown; otherwise whether the database, which made it, has to end it too.</summary>
    public Task<bool?> ReleaseAsync(long epoch, string hold, bool paid) => _releases.AddAsync((epoch, hold, paid));

    /// <summary>Applies operations to a provider; see the script.</summary>
    public Task UpdateAsync(long epoch, ProviderId provider, ProviderOperations operations, bool loading = false)
    {
        RedisValue[] arguments = [epoch, Member(provider), .. operations.Arguments];
        return _redis.EvaluateAsync(RedisScript.Update, loading ? Keys.Loading : Keys.Epoch, arguments);
    }

    /// <summary>Restores a reservation from the database while loading.</summary>
    public Task RestoreAsync(long epoch, string name, Hold hold, DateTimeOffset expiresAt) => _redis.EvaluateAsync(
        RedisScript.Restore, Keys.Loading, [epoch, name, hold.ToBytes(), expiresAt.ToUnixTimeMilliseconds()]);

    /// <summary>Updates providers' scores in a corridor's ranking.</summary>
    public Task RerankAsync(long epoch, string corridor, IReadOnlyList<(string Member, long Rank)> places)
    {
        RedisValue[] arguments = [epoch, corridor, .. places.SelectMany(p => new RedisValue[] { p.Member, p.Rank })];
        return _redis.EvaluateAsync(RedisScript.Rerank, Keys.Epoch, arguments);
    }

    /// <summary>Reads the state needed to learn from outcomes.</summary>
    public async Task<Recollection> RecallAsync(long epoch, string corridor, IEnumerable<string> offers)
    {
        RedisValue[] arguments = [epoch, corridor, .. offers.Select(o => (RedisValue)o)];
        var reply = await _redis.EvaluateAsync(RedisScript.Recall, Keys.Epoch, arguments);
        var models = reply[4].Items().Chunk(2).ToDictionary(
            pair => ProviderOf(pair[0].Text()), pair => (ReadOnlyMemory<byte>)pair[1].Bytes());
        return new Recollection(
            long.Parse(reply[1].Text(), CultureInfo.InvariantCulture),
            reply[2].Bytes(),
            Array.ConvertAll(reply[3].Items(), hold => Hold.Parse(hold.Bytes())),
            models);
    }

    /// <summary>Writes learned state; false when something else was learned in the corridor since it was read.</summary>
    public async Task<bool> LearnAsync(long epoch, string corridor, Lesson lesson)
    {
        RedisValue[] arguments =
        [
            epoch, corridor, lesson.Version, lesson.CorridorModel.ToArray(), lesson.Providers.Count,
            .. lesson.Providers.SelectMany(p => new RedisValue[] { Member(p.Provider), p.Model, p.Rank, p.Weight }),
            .. lesson.Offers.Select(o => (RedisValue)o),
        ];
        var reply = await _redis.EvaluateAsync(RedisScript.Learn, Keys.Epoch, arguments);
        return reply[0].Text() == "learned";
    }

    /// <summary>A provider's name in the index.</summary>
    public static string Member(ProviderId provider) => provider.Value.ToString("N");

    private static ProviderId ProviderOf(string member) => new(Guid.ParseExact(member, "N"));

    private async Task<ReservationResult[]> ReserveAsync(IReadOnlyList<(long Epoch, Reservation Reservation)> batch)
    {
        var horizon = _options.HorizonAt(_timeProvider.GetUtcNow());
        var arguments = new List<RedisValue>(64)
        {
            batch[0].Epoch, horizon.Heartbeat.ToUnixTimeMilliseconds(), horizon.Rate.ToUnixTimeMilliseconds(),
        };
        foreach (var (_, reservation) in batch)
        {
            reservation.AddTo(arguments);
        }

        var reply = await _redis.EvaluateAsync(RedisScript.Reserve, Keys.Epoch, [.. arguments]);
        var results = new ReservationResult[batch.Count];
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = ReservationResult.Parse(reply[i + 1].Text(), batch[i].Reservation);
        }

        return results;
    }

    private async Task<bool?[]> ReleaseAsync(IReadOnlyList<(long Epoch, string Hold, bool Paid)> batch)
    {
        var arguments = new RedisValue[1 + 2 * batch.Count];
        arguments[0] = batch[0].Epoch;
        for (var i = 0; i < batch.Count; i++)
        {
            arguments[1 + 2 * i] = batch[i].Hold;
            arguments[2 + 2 * i] = batch[i].Paid ? "1" : "0";
        }

        var reply = await _redis.EvaluateAsync(RedisScript.Release, Keys.Epoch, arguments);
        return Array.ConvertAll(reply[1..], origin => origin.Text() switch { "" => null, "d" => true, _ => (bool?)false });
    }
}
