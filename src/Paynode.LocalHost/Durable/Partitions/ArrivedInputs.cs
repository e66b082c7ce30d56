using System.Diagnostics.CodeAnalysis;

namespace Paynode.LocalHost.Durable;

/// <summary>Inputs whose instances have been read, queued in order until a commit has room for them.</summary>
internal sealed class ArrivedInputs
{
    private readonly Queue<InstanceInput> _inputs = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Whether inputs for this instance are queued here; later ones must queue behind them.</summary>
    public bool Contains(string id) => _counts.ContainsKey(id);

    /// <summary>Queues an input.</summary>
    public void Add(InstanceInput input)
    {
        _inputs.Enqueue(input);
        _counts[input.InstanceId] = _counts.GetValueOrDefault(input.InstanceId) + 1;
    }

    /// <summary>Dequeues the next input.</summary>
    public bool TryTake([NotNullWhen(true)] out InstanceInput? input)
    {
        if (!_inputs.TryDequeue(out input))
        {
            return false;
        }

        if (--_counts[input.InstanceId] == 0)
        {
            _counts.Remove(input.InstanceId);
        }

        return true;
    }

    /// <summary>Rejects all queued inputs.</summary>
    public void RefuseAll(Exception reason)
    {
        while (TryTake(out var input))
        {
            input.Refuse(reason);
        }
    }
}
