using System.Diagnostics.Metrics;
using Paynode.Functions.Azure;

namespace Paynode.Functions.Tests.Azure;

public sealed class MessagePaceTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly HeldTime _time = new();

    [Fact]
    public async Task What_succeeds_is_not_held_back()
    {
        await new MessagePace(_time).RunAsync(null, () => Task.CompletedTask, default);

        Assert.Empty(_time.Pauses);
    }

    [Fact]
    public async Task What_fails_is_held_back_and_fails_then()
    {
        var running = new MessagePace(_time).RunAsync(null, () => throw new InvalidDataException("bad"), default);
        Assert.False(running.IsCompleted);
        Assert.Equal([MessagePace.Pause], _time.Pauses);

        _time.Release();
        Assert.Equal("bad", (await Assert.ThrowsAsync<InvalidDataException>(() => running)).Message);
    }

    [Fact]
    public async Task Who_stops_meanwhile_is_not_kept_and_hears_of_the_failure()
    {
        using var stop = new CancellationTokenSource();
        var running = new MessagePace(_time).RunAsync(null, () => throw new InvalidDataException("bad"), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAsync<InvalidDataException>(() => running);
    }

    [Theory]
    [InlineData("\"2026-03-02T08:59:58.5Z\"", 1_500)]
    [InlineData("2026-03-02T08:59:59.000000+00:00", 1_000)]
    [InlineData("\"2026-03-02T08:59:59\"", 1_000)]
    [InlineData("\"2026-03-02T09:00:01Z\"", 0)]
    public async Task The_wait_of_a_message_is_measured(string enqueued, double milliseconds) =>
        Assert.Equal([milliseconds], await MeasuredAsync(enqueued));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    public async Task A_message_without_a_time_is_applied_and_not_measured(string? enqueued) => Assert.Empty(await MeasuredAsync(enqueued));

    private async Task<List<double>> MeasuredAsync(string? enqueued)
    {
        var measured = new List<double>();
        var applying = new AsyncLocal<bool>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == MessagePace.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, _, _) =>
        {
            // Other tests measure at the same time; ours are on our own path.
            if (applying.Value)
            {
                measured.Add(value);
            }
        });
        listener.Start();
        applying.Value = true;
        var applied = false;
        await new MessagePace(_time).RunAsync(enqueued, () => Task.FromResult(applied = true), default);
        Assert.True(applied);
        return measured;
    }

    /// <summary>A clock that stands, and whose pauses end when they are released.</summary>
    private sealed class HeldTime : TimeProvider
    {
        private Action _release = () => { };

        public List<TimeSpan> Pauses { get; } = [];

        public void Release() => _release();

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pauses.Add(dueTime);
            _release += () => callback(state);
            return new Held();
        }

        private sealed class Held : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
