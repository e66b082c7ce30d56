namespace Paynode.LocalHost.Tests;

/// <summary>The machine's time, with a wall clock that can be set and a counter that can be moved on.</summary>
internal sealed class JumpingTime : TimeProvider
{
    private long _offset;
    private long _passed;

    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _passed, (long)(by.TotalSeconds * TimestampFrequency));
        Interlocked.Add(ref _offset, by.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref _offset));

    public override long GetTimestamp() => base.GetTimestamp() + Interlocked.Read(ref _passed);
}
