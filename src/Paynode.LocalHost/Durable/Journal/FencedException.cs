namespace Paynode.LocalHost.Durable;

/// <summary>Another process has taken over the partition; nothing was written.</summary>
internal sealed class FencedException(int partition, long epoch)
    : Exception($"Partition {partition} is no longer owned under epoch {epoch}.");

/// <summary>
/// A commit contains the effect of a message that an earlier commit already consumed; nothing was written. The partition's
/// state in memory is wrong and must be read again.
/// </summary>
internal sealed class ConsumedException(int partition, Exception? inner = null)
    : Exception($"A message to partition {partition} was delivered again after it had been consumed.", inner);
