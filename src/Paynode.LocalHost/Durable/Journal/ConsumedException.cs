namespace Paynode.LocalHost.Durable;

/// <summary>
/// A commit contains the effect of a message that an earlier commit already consumed; nothing was written. The partition's
/// state in memory is wrong and must be read again.
/// </summary>
internal sealed class ConsumedException(int partition, Exception? inner = null)
    : Exception($"A message to partition {partition} was delivered again after it had been consumed.", inner);
