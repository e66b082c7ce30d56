using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests.Support;

/// <summary>Keeps what would wake a person.</summary>
internal sealed class AlertLog : ILogger<FailedBatches>
{
    private readonly ConcurrentQueue<string> alerts = new();

    public IReadOnlyCollection<string> Alerts => alerts;

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
}
