namespace Paynode.LocalHost;

/// <summary>How an instance is purged.</summary>
/// <param name="Recursive">Whether the sub-orchestrations that it called are purged too.</param>
public record PurgeInstanceOptions(bool Recursive = false);
