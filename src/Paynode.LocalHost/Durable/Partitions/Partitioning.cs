using System.Text;

namespace Paynode.LocalHost.Durable;

/// <summary>Which partition an instance belongs to.</summary>
/// <param name="Count">Partitions of the hub.</param>
internal sealed record Partitioning(int Count)
{
    /// <summary>
    /// By a hash (FNV-1a) of the id up to its first colon, so that an id that begins with another's and a colon is
    /// its neighbour: sub-orchestrations live beside their parents.
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
