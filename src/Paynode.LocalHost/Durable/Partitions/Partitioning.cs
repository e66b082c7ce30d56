using System.Text;

namespace Paynode.LocalHost.Durable;

/// <summary>Assigns instances to the durable runtime's partitions.</summary>
/// <param name="Count">The number of partitions of the hub.</param>
internal sealed record Partitioning(int Count)
{
    /// <summary>
    /// Hashes (FNV-1a) the id up to its first colon, so that an id made of another id, a colon and a suffix maps to the same
    /// partition: sub-orchestrations are stored with their parents.
    /// </summary>
    public int Of(string instanceId)
    {
        var end = instanceId.IndexOf(':');
        var key = end > 0 ? instanceId.AsSpan(0, end) : instanceId;
        Span<byte> utf8 = stackalloc byte[256];
        if (!Encoding.UTF8.TryGetBytes(key, utf8, out var length))
        {
            throw new ArgumentException("An instance id has more than 256 bytes.", nameof(instanceId));
        }

        var hash = 2166136261u;
        foreach (var value in utf8[..length])
        {
            hash = (hash ^ value) * 16777619u;
        }

        // The low bits of FNV-1a are weak for short keys.
        return (int)((hash ^ (hash >> 15)) % (uint)Count);
    }
}
