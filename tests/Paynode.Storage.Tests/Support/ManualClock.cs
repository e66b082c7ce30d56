namespace Paynode.Storage.Tests;

/// <summary>A clock that stands until it is told to go on.</summary>
public sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = Given.Now;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
