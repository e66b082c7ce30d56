namespace Paynode.Routing.Index;

/// <summary>Redis is in another epoch of the partition than this process believed, or was flushed.</summary>
internal sealed class EpochMovedException : Exception
{
    public EpochMovedException()
        : base("The partition has moved to another epoch.")
    {
    }
}
