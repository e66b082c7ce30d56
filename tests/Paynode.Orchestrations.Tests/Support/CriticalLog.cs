using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests.Support;

/// <summary>Keeps what would wake a person, whoever says it.</summary>
internal sealed class CriticalLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> alerts = new();
    private readonly ConcurrentQueue<string> lines = new();

    public IReadOnlyCollection<string> Alerts => alerts;

    /// <summary>Warnings as well.</summary>
    public IReadOnlyCollection<string> Lines => lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        lines.Enqueue(formatter(state, exception));
        if (logLevel == LogLevel.Critical)
        {
            alerts.Enqueue(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}
