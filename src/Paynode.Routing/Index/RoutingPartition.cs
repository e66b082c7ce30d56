using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Paynode.Routing.Index;

/// <summary>
/// Tracks whether a partition is served from Redis, and in which epoch. It is opened on first use, when Redis comes back,
/// and when a flush or another process's fallback has moved its epoch.
/// </summary>
internal sealed class RoutingPartition
{
    private static readonly TimeSpan WaitForRebuilder = TimeSpan.FromMilliseconds(25);

    private readonly string _partition;
    private readonly RedisIndex _redis;
    private readonly IRoutingSource _source;
    private readonly TimeProvider _timeProvider;
    private readonly RouterOptions _options;
    private readonly ILogger _log;
    private readonly PartitionLoader _loader;
    private readonly Func<CancellationToken, Task> _saveLearned;
    private readonly Lock _lock = new();
    private Task<long?>? _opening;
    private long _notBefore = long.MinValue;
    private long _epoch = None;
    private bool _saidAway;

    /// <summary>
    /// Whether decisions wait for the opening. Not while Redis is unavailable: then they use memory, and do not wait for probes.
    /// </summary>
    private volatile bool _worthWaiting = true;

    private const long None = -1;

    public RoutingPartition(
        string partition, RedisIndex redis, IRoutingSource source, IRoutingModel model, TimeProvider timeProvider, RouterOptions options,
        ILogger log, Func<CancellationToken, Task> saveLearned)
    {
        (_partition, _redis, _source, _timeProvider, _options, _log, _saveLearned) =
            (partition, redis, source, timeProvider, options, log, saveLearned);
        Memory = new MemoryPartition(model);
        Index = new RedisPartition(redis, partition, options, timeProvider);
        _loader = new PartitionLoader(redis, Index, Memory, model, timeProvider, options);
    }

    public string Name => _partition;

    public RedisPartition Index { get; }

    public MemoryPartition Memory { get; }

    /// <summary>The epoch under which Redis serves the partition, or null while it does not.</summary>
    public ValueTask<long?> EpochAsync(CancellationToken cancellationToken)
    {
        var epoch = Volatile.Read(ref _epoch);
        return epoch != None ? new ValueTask<long?>(epoch) : new ValueTask<long?>(OpenInTimeAsync(cancellationToken));
    }

    /// <summary>Redis did not respond: decisions use memory until it does again.</summary>
    public void Lost()
    {
        _worthWaiting = false;
        var ticks = (long)(_options.ProbeInterval.TotalSeconds * _timeProvider.TimestampFrequency);
        Volatile.Write(ref _notBefore, _timeProvider.GetTimestamp() + ticks);
        Volatile.Write(ref _epoch, None);
    }

    /// <summary>The partition is in another epoch, or was flushed: reopens it before anything else is decided.</summary>
    /// <param name="from">The previous epoch; when the partition has already left it, nothing happens.</param>
    public void Moved(long from)
    {
        if (Interlocked.CompareExchange(ref _epoch, None, from) == from)
        {
            _worthWaiting = true;
            Volatile.Write(ref _notBefore, long.MinValue);
        }
    }

    /// <summary>Invalidates whatever epoch this process uses.</summary>
    public void Moved() => Moved(Volatile.Read(ref _epoch));

    private async Task<long?> OpenInTimeAsync(CancellationToken cancellationToken)
    {
        Task<long?> opening;
        lock (_lock)
        {
            if (_opening is not { IsCompleted: false })
            {
                if (_timeProvider.GetTimestamp() < Volatile.Read(ref _notBefore))
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
            return await opening.WaitAsync(_options.OpeningTimeout, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Does not fail when Redis is unavailable: the result is null then.</summary>
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
                _log.LogWarning(
                    e, "Redis is unavailable: partition {Partition} is decided from memory and reserved in the database.", _partition);
            }

            await FallBackAsync();
            return null;
        }
    }

    /// <summary>Until Redis is back, each probe updates the memory with changes made by other processes.</summary>
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

    /// <summary>
    /// Ensures that Redis and the database have the same epoch; otherwise one process rebuilds and the others wait for it.
    /// </summary>
    private async Task<long> AgreeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var pointer = await _redis.InTimeAsync(_redis.Database.StringGetAsync(Index.Keys.Epoch));
            var state = await _source.ReadAsync(_partition, cancellationToken);
            if (pointer == (RedisValue)state.Epoch)
            {
                Memory.Load(state);
                return state.Epoch;
            }

            if (await _loader.TryRebuildAsync(_source, _partition, cancellationToken) is { } rebuilt)
            {
                return rebuilt.Epoch;
            }

            await Task.Delay(WaitForRebuilder, cancellationToken);
        }
    }
}
