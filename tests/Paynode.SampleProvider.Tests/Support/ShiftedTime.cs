namespace Paynode.Samples.Provider.Tests.Support;

/// <summary>The system's clock, set wrong by a given amount.</summary>
public sealed class ShiftedTime(TimeSpan shift) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
}
