using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Instances of a partition that this release cannot read. They stop no other. What is stored of them, in their rows and
/// from an entry of the journal on, is kept as it is for a release that can.
/// </summary>
internal sealed class UnreadableInstances(ILogger log)
{
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>The first entry of the journal that has to be kept for them.</summary>
    public long Since { get; private set; } = long.MaxValue;

    public bool Contains(string id) => _ids.Contains(id);

    /// <summary>Takes over what is stored of an instance, unless some of it could not be read.</summary>
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
            log.LogCritical(e, "What is stored of instance {InstanceId} cannot be read; it is left alone.", id);
            _ids.Add(id);
        }

        Since = Math.Min(Since, sequence);
        return false;
    }

    /// <summary>Answers that the input's instance cannot be read; a message stays in the inbox.</summary>
    public static void Refuse(InstanceInput input) =>
        input.Refuse(new InvalidDataException($"What is stored of instance '{input.InstanceId}' cannot be read."));
}
