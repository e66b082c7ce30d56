using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Paynode.Orchestrations.Tests.Support;

/// <summary>Keeps what would wake a person, whoever says it.</summary>
internal sealed class CriticalLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> alerts = new();

    public IReadOnlyCollection<string> Alerts => alerts;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Critical;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            alerts.Enqueue(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}
