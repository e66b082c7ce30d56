namespace Paynode.LocalHost;

/// <summary>What a purge removed.</summary>
/// <param name="count">Instances removed.</param>
public class PurgeResult(int count)
{
    /// <summary>Instances removed.</summary>
    public int PurgedInstanceCount { get; } = count;
}
