using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>Services shared by the parts of the durable runtime.</summary>
internal sealed class EngineServices
{
    public required IJournal Journal { get; init; }

    public required DurableOptions Options { get; init; }

    public required TimeProvider Time { get; init; }

    public required SteadyClock Clock { get; init; }

    public required PayloadSerializer Payloads { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public required IReadOnlyDictionary<string, OrchestratorDefinition> Orchestrators { get; init; }

    public required IReadOnlyDictionary<string, ActivityDefinition> Activities { get; init; }

    /// <summary>Generates ids of messages and instances.</summary>
    public required Func<Guid> NewId { get; init; }

    /// <summary>Notifications between processes that share a database; null in a single-process setup.</summary>
    public InboxSignal? Inbox { get; init; }

    /// <summary>Known after the hub's settings have been read; nothing is served earlier.</summary>
    public Partitioning Partitioning
    {
        get => field ?? throw new InvalidOperationException("The durable runtime has not been started.");
        set;
    }

    /// <summary>The monotonic clock in milliseconds, for measuring ages.</summary>
    public long NowMs => Time.GetTimestamp() / (Time.TimestampFrequency / 1000);
}
