using System.Text;

namespace Paynode.Payments;

/// <summary>Maps a partition to the queue of its escrow events.</summary>
/// <param name="queues">The queues' names, by slot; at least one.</param>
public sealed class OrderQueueMap(IReadOnlyList<string> queues)
{
    /// <summary>
    /// Slots that the host has functions for. A deployment with more partitions than slots shares them, or runs more apps.
    /// </summary>
    public const int Slots = 4;

    /// <summary>The queues' names, by slot.</summary>
    public IReadOnlyList<string> Queues { get; } = queues.Count is > 0 and <= Slots
        ? queues
        : throw new ArgumentException($"The number of order queues must be between 1 and {Slots}.", nameof(queues));

    /// <summary>The queues for the partitions of a catalogue: one each while slots suffice, shared otherwise.</summary>
    public static OrderQueueMap For(CorridorCatalogue corridors) => corridors.Partitions is { Count: <= Slots } few
        ? new([.. few.Select(partition => $"orders-{partition.ToLowerInvariant()}")])
        : new([.. Enumerable.Range(0, Slots).Select(slot => $"orders-{slot}")]);

    /// <summary>The queue of a partition: its own when there is one, otherwise always the same shared one.</summary>
    public string QueueOf(string partition)
    {
        var own = $"orders-{partition.ToLowerInvariant()}";
        return Queues.FirstOrDefault(queue => queue == own) ?? Queues[StableHash(partition) % Queues.Count];
    }

    // Not string.GetHashCode, which differs between processes. FNV-1a.
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
