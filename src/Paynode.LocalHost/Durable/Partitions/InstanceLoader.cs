using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>Reads stored instances for a partition in batches while the inputs for them wait.</summary>
internal sealed class InstanceLoader(EngineServices services, Action<PartitionInput> post, CancellationToken stopping)
{
    /// <summary>Maximum number of instances in one read.</summary>
    private const int MaxBatch = 500;

    /// <summary>
    /// Waiting inputs above which due timers stay in the heap and messages stay in the inbox instead of waiting in memory:
    /// two reads' worth.
    /// </summary>
    private const int MaxQuarantined = 1000;

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, List<InstanceInput>> _parked = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);
    private readonly ILogger _log = services.Loggers.CreateLogger<InstanceLoader>();
    private int _parkedCount;
    private bool _reading;

    /// <summary>Number of waiting inputs. Thread-safe.</summary>
    public int QuarantinedCount => Volatile.Read(ref _parkedCount);

    /// <summary>Whether inputs that can wait elsewhere must do so. Thread-safe.</summary>
    public bool IsFull => QuarantinedCount >= MaxQuarantined;

    /// <summary>Whether inputs are waiting for this instance.</summary>
    public bool IsQuarantined(string id) => _parked.ContainsKey(id);

    /// <summary>Queues an input until its instance has been read.</summary>
    public void Park(InstanceInput input)
    {
        Interlocked.Increment(ref _parkedCount);
        if (_parked.TryGetValue(input.InstanceId, out var waiting))
        {
            waiting.Add(input);
            return;
        }

        _parked.Add(input.InstanceId, [input]);
        _wanted.Add(input.InstanceId);
    }

    /// <summary>Removes and returns the inputs that waited for an instance.</summary>
    public List<InstanceInput> Unpark(string id)
    {
        if (!_parked.Remove(id, out var waiting))
        {
            return [];
        }

        Interlocked.Add(ref _parkedCount, -waiting.Count);
        return waiting;
    }

    /// <summary>Starts a read if instances are wanted and no read is in progress.</summary>
    public void ReadWanted()
    {
        if (_reading || _wanted.Count == 0)
        {
            return;
        }

        _reading = true;
        var ids = _wanted.Take(MaxBatch).ToArray();
        _wanted.ExceptWith(ids);
        _ = ReadAsync(ids);
    }

    /// <summary>A read has completed.</summary>
    public void OnRead() => _reading = false;

    /// <summary>Rejects all waiting inputs.</summary>
    public void RefuseAll(Exception reason)
    {
        foreach (var input in _parked.Values.SelectMany(inputs => inputs))
        {
            input.Refuse(reason);
        }

        _parked.Clear();
        _wanted.Clear();
    }

    private async Task ReadAsync(string[] ids)
    {
        while (true)
        {
            try
            {
                post(new LoadedInput(ids, await services.Journal.LoadAsync(ids, stopping).ConfigureAwait(false), null));
                return;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                _log.LogWarning("Instances could not be read; retrying: {Reason}", e.Message);
            }
            catch (OperationCanceledException e)
            {
                post(new LoadedInput(ids, [], e));
                return;
            }

            await Task.Delay(RetryPause, services.Time, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
