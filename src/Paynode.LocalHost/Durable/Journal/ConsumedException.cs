namespace Paynode.LocalHost.Durable;

/// <summary>
/// A commit has the effect of a message that had its effect before; nothing was written. The partition's memory is
/// wrong, and has to be read anew.
/// </summary>
internal sealed class ConsumedException(int partition, Exception? inner = null)
    : Exception($"A message to partition {partition} came again after it had been consumed.", inner);
