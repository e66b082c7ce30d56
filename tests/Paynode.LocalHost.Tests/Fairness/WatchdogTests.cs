using System.Collections.Concurrent;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

/// <summary>An orchestrator whose code does not come back.</summary>
public sealed class WatchdogTests
{
    [Fact]
    public async Task One_that_blocks_is_named_its_callers_are_told_and_other_partitions_go_on()
    {
        using var gate = new ManualResetEventSlim();
        var log = new CriticalLog();
        await using var host = new EngineHost(new MemoryJournal(), new SoleLeases()) { Loggers = log }
            .Orchestrator("Blocks", _ =>
            {
                gate.Wait();
                return Task.FromResult(1);
            })
            .Orchestrator("Short", _ => Task.FromResult(2));
        host.Options.MaxStepTime = TimeSpan.FromMilliseconds(50);
        await host.StartAsync();
        var (blocked, other) = (IdIn(host, 0), IdIn(host, 1));
        var start = host.Client.ScheduleNewOrchestrationInstanceAsync("Blocks", null, new StartOrchestrationOptions(blocked));

        await Eventually.TrueAsync(() => !log.Lines.IsEmpty);

        Assert.Contains($"Orchestration {blocked} (Blocks) has held partition 0", log.Lines.Single(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<DurableUnavailableException>(() => host.Client.GetInstanceAsync(blocked));
        Assert.Equal(2, (await host.RunAsync("Short", null, other)).ReadOutputAs<int>());
        gate.Set();
        await start;
        Assert.Equal(1, (await host.EndOfAsync(blocked)).ReadOutputAs<int>());
    }

    private static string IdIn(EngineHost host, int partition) => Enumerable.Range(0, 1000).Select(i => $"i{i}").First(id => new Partitioning(host.Options.PartitionCount).Of(id) == partition);

    private sealed class CriticalLog : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
