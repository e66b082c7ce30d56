using System.Diagnostics.CodeAnalysis;

namespace Paynode.LocalHost.Durable;

/// <summary>The instances of a partition that are in memory, ordered by last use and by age of unstored steps.</summary>
internal sealed class InstanceTable
{
    private readonly Dictionary<string, Instance> _byId = new(StringComparer.Ordinal);
    private readonly LinkedList<Instance> _byUse = new();
    private readonly LinkedList<Instance> _byDirt = new();

    public int Count => _byId.Count;

    /// <summary>The instance with the oldest unstored step.</summary>
    public Instance? OldestDirty => _byDirt.First?.Value;

    /// <summary>All instances with unstored steps, oldest first.</summary>
    public IEnumerable<Instance> Dirty => _byDirt;

    /// <summary>All instances, least recently used first.</summary>
    public IEnumerable<Instance> ByUse => _byUse;

    public bool TryGet(string id, [NotNullWhen(true)] out Instance? instance) => _byId.TryGetValue(id, out instance);

    public void Add(Instance instance, long nowMs)
    {
        _byId.Add(instance.Id, instance);
        Telemetry.InstancesResident.Add(1);
        instance.UsedAtMs = nowMs;
        instance.UsePlace = _byUse.AddLast(instance);
    }

    public void Touch(Instance instance, long nowMs)
    {
        instance.UsedAtMs = nowMs;
        if (instance.UsePlace is { } place)
        {
            _byUse.Remove(place);
            _byUse.AddLast(place);
        }
    }

    public void MarkDirty(Instance instance, long sequence, long nowMs)
    {
        if (instance.DirtySince == 0)
        {
            instance.DirtySince = sequence;
            instance.DirtyAtMs = nowMs;
            instance.DirtyPlace = _byDirt.AddLast(instance);
        }
    }

    public void MarkStored(Instance instance, long sequence)
    {
        instance.StoredAt = sequence;
        instance.DirtySince = 0;
        if (instance.DirtyPlace is { } place)
        {
            _byDirt.Remove(place);
            instance.DirtyPlace = null;
        }
    }

    public void Remove(Instance instance)
    {
        MarkStored(instance, instance.StoredAt);
        if (_byId.Remove(instance.Id))
        {
            Telemetry.InstancesResident.Add(-1);
        }

        if (instance.UsePlace is { } place)
        {
            _byUse.Remove(place);
            instance.UsePlace = null;
        }
    }
}
