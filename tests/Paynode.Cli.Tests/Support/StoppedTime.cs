namespace Paynode.Cli.Tests.Support;

/// <summary>A clock that stands still while its delays pass quickly: what waits ends on its condition and never on a limit.</summary>
public sealed class StoppedTime(int factor) : TimeProvider
{
    private readonly DateTimeOffset _now = System.GetUtcNow();

    public override long GetTimestamp() => 0;

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / factor : dueTime, period);
}
