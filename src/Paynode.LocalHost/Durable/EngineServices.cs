using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost.Durable;

/// <summary>What the parts of the durable runtime share.</summary>
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

    /// <summary>New identifiers of messages and instances.</summary>
    public required Func<Guid> NewId { get; init; }

    /// <summary>Word of messages between the processes of one database; null where there is but one.</summary>
    public InboxSignal? Inbox { get; init; }

    /// <summary>Known once the hub has been looked at; nothing is served before.</summary>
    public Partitioning Partitioning { get => field ?? throw new InvalidOperationException("The durable runtime has not been started."); set; }

    /// <summary>The monotonic clock in milliseconds, for ages.</summary>
    public long NowMs => Time.GetTimestamp() / (Time.TimestampFrequency / 1000);
}
