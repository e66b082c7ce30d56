using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Instances of a partition that this release cannot read. They do not affect other instances. Their rows, and the journal
/// from a given entry on, are kept for a release that can read them.
/// </summary>
internal sealed class UnreadableInstances(ILogger log)
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>The first journal entry that must be kept for them.</summary>
    public long Since { get; private set; } = long.MaxValue;

    public bool Contains(string id) => _ids.Contains(id);

    /// <summary>Restores a stored instance, unless part of it was unreadable.</summary>
    /// <returns>Whether it could be read.</returns>
    public bool TryTake(string id, long sequence, Action take)
    {
        try
        {
            if (!_ids.Contains(id))
            {
                take();
                return true;
            }
        }
        catch (Exception e)
        {
            log.LogCritical(e, "The stored state of instance {InstanceId} cannot be read; it is left unchanged.", id);
            _ids.Add(id);
        }

        Since = Math.Min(Since, sequence);
        return false;
    }

    /// <summary>Rejects the input because its instance cannot be read; a message stays in the inbox.</summary>
    public static void Refuse(InstanceInput input) =>
        input.Refuse(new InvalidDataException($"The stored state of instance '{input.InstanceId}' cannot be read."));
}
