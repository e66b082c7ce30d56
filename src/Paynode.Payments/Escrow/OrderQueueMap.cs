using System.Text;

namespace Paynode.Payments;

/// <summary>Which queue a partition's movements go to.</summary>
/// <param name="queues">The queues' names, by slot; at least one.</param>
public sealed class OrderQueueMap(IReadOnlyList<string> queues)
{
    /// <summary>Slots that the host has functions for. A deployment with more partitions than slots shares them, or runs more apps.</summary>
    public const int Slots = 4;

    /// <summary>The queues' names, by slot.</summary>
    public IReadOnlyList<string> Queues { get; } = queues.Count is > 0 and <= Slots
        ? queues
        : throw new ArgumentException($"There are 1 to {Slots} order queues.", nameof(queues));

    /// <summary>The queues for the partitions of a catalogue: one each while there are slots for it, else shared ones.</summary>
    public static OrderQueueMap For(CorridorCatalogue corridors) => corridors.Partitions is { Count: <= Slots } few
        ? new([.. few.Select(partition => $"orders-{partition.ToLowerInvariant()}")])
        : new([.. Enumerable.Range(0, Slots).Select(slot => $"orders-{slot}")]);

    /// <summary>The queue of a partition: its own when there is one, else the same one each time.</summary>
    public string QueueOf(string partition)
    {
        var own = $"orders-{partition.ToLowerInvariant()}";
        return Queues.FirstOrDefault(queue => queue == own) ?? Queues[StableHash(partition) % Queues.Count];
    }

    // Not string.GetHashCode: that differs from process to process. FNV-1a.
    private static int StableHash(string text)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ octet) * 16777619u;
        }

        return (int)(hash & int.MaxValue);
    }
}
