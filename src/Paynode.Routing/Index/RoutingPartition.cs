using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>
/// Knows whether a partition is served from Redis, and in which epoch. It is opened when it is first used, when Redis comes
/// back, and when a flush or another process' fallback has moved it on.
/// </summary>
internal sealed class RoutingPartition
{
    private static readonly TimeSpan WaitForRebuilder = TimeSpan.FromMilliseconds(25);

    private readonly string _partition;
    private readonly RedisIndex _redis;
    private readonly IRoutingSource _source;
    private readonly TimeProvider _time;
    private readonly RouterOptions _options;
    private readonly ILogger _log;
    private readonly PartitionLoader _loader;
    private readonly Func<CancellationToken, Task> _saveLearned;
    private readonly Lock _lock = new();
    private Task<long?>? _opening;
    private long _notBefore = long.MinValue;
    private long _epoch = None;
    private bool _saidAway;

    /// <summary>Whether an opening is worth waiting for. Not while Redis is away: then memory decides, and nobody waits for probes.</summary>
    private volatile bool _worthWaiting = true;

    private const long None = -1;

    public RoutingPartition(
        string partition, RedisIndex redis, IRoutingSource source, IRoutingModel model, TimeProvider time, RouterOptions options,
        ILogger log, Func<CancellationToken, Task> saveLearned)
    {
        (_partition, _redis, _source, _time, _options, _log, _saveLearned) = (partition, redis, source, time, options, log, saveLearned);
        Memory = new MemoryPartition(model);
        Index = new RedisPartition(redis, partition, options, time);
        _loader = new PartitionLoader(redis, Index, Memory, model, time, options);
    }

    public string Name => _partition;

    public RedisPartition Index { get; }

    public MemoryPartition Memory { get; }

    /// <summary>The epoch under which Redis serves the partition, or null while it does not.</summary>
    public ValueTask<long?> EpochAsync(CancellationToken ct)
    {
        var epoch = Volatile.Read(ref _epoch);
        return epoch != None ? new ValueTask<long?>(epoch) : new ValueTask<long?>(OpenInTimeAsync(ct));
    }

    /// <summary>Redis did not answer: decide from memory until it does again.</summary>
    public void Lost()
    {
        _worthWaiting = false;
        Volatile.Write(ref _notBefore, _time.GetTimestamp() + (long)(_options.ProbeInterval.TotalSeconds * _time.TimestampFrequency));
        Volatile.Write(ref _epoch, None);
    }

    /// <summary>The partition is in another epoch, or was flushed: open it anew before anything else is decided.</summary>
    /// <param name="from">The epoch that is over; when the partition has left it already, nothing happens.</param>
    public void Moved(long from)
    {
        if (Interlocked.CompareExchange(ref _epoch, None, from) == from)
        {
            _worthWaiting = true;
            Volatile.Write(ref _notBefore, long.MinValue);
        }
    }

    /// <summary>Whatever epoch this process believes in is over.</summary>
    public void Moved() => Moved(Volatile.Read(ref _epoch));

    private async Task<long?> OpenInTimeAsync(CancellationToken ct)
    {
        Task<long?> opening;
        lock (_lock)
        {
            if (_opening is not { IsCompleted: false })
            {
                if (_time.GetTimestamp() < Volatile.Read(ref _notBefore))
                {
                    return null;
                }

                _opening = Task.Run(OpenAsync, CancellationToken.None);
            }

            opening = _opening;
        }

        if (!_worthWaiting && !opening.IsCompleted)
        {
            return null;
        }

        try
        {
            return await opening.WaitAsync(_options.OpeningTimeout, ct);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Never faults because Redis is away: that is an answer, null.</summary>
    private async Task<long?> OpenAsync()
    {
        try
        {
            await _saveLearned(CancellationToken.None);
            var epoch = await AgreeAsync(CancellationToken.None);
            Volatile.Write(ref _epoch, epoch);
            (_saidAway, _worthWaiting) = (false, true);
            _log.LogInformation("Partition {Partition} is served from Redis, epoch {Epoch}.", _partition, epoch);
            return epoch;
        }
        catch (Exception e) when (RedisIndex.MeansAway(e) || e is EpochMovedException)
        {
            if (!_saidAway)
            {
                _saidAway = true;
                _log.LogWarning(e, "Redis is away: partition {Partition} is decided from memory and reserved in the database.", _partition);
            }

            await FallBackAsync();
            return null;
        }
    }

    /// <summary>Until Redis is back, each probe brings the memory up to date with what other processes were told.</summary>
    private async Task FallBackAsync()
    {
        try
        {
            Memory.Load(await _source.ReadAsync(_partition, CancellationToken.None));
        }
        finally
        {
            Lost();
        }
    }

    /// <summary>Redis and the database name the same epoch, or one process rebuilds and the others wait for it.</summary>
    private async Task<long> AgreeAsync(CancellationToken ct)
    {
        while (true)
        {
            var pointer = await _redis.InTimeAsync(_redis.Database.StringGetAsync(Index.Keys.Epoch));
            var state = await _source.ReadAsync(_partition, ct);
            if (pointer == (RedisValue)state.Epoch)
            {
                Memory.Load(state);
                return state.Epoch;
            }

            if (await _loader.TryRebuildAsync(_source, _partition, ct) is { } rebuilt)
            {
                return rebuilt.Epoch;
            }

            await Task.Delay(WaitForRebuilder, ct);
        }
    }
}
