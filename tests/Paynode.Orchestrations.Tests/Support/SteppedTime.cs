using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests.Support;

/// <summary>A clock that moves only as a test asks, and that says when somebody waits for it.</summary>
internal sealed class SteppedTime : FakeTimeProvider
{
    private readonly ConcurrentDictionary<TimeSpan, SemaphoreSlim> started = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        StartsOf(dueTime).Release();
        return timer;
    }

    /// <summary>Returns when a timer of this length was started, each once.</summary>
    public Task StartedAsync(TimeSpan length) => StartsOf(length).WaitAsync(TimeSpan.FromMinutes(5));

    private SemaphoreSlim StartsOf(TimeSpan length) => started.GetOrAdd(length, _ => new SemaphoreSlim(0));
}
