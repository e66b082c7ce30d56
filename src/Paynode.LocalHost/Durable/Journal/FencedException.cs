namespace Paynode.LocalHost.Durable;

/// <summary>Another process has taken over the partition; nothing was written.</summary>
internal sealed class FencedException(int partition, long epoch)
    : Exception($"Partition {partition} is no longer owned under epoch {epoch}.");
