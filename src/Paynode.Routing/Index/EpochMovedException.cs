namespace Paynode.Routing.Index;

/// <summary>The partition's epoch in Redis differs from the one this process used, or Redis was flushed.</summary>
internal sealed class EpochMovedException : Exception
{
    public EpochMovedException()
        : base("The partition has moved to another epoch.")
    {
    }
}
