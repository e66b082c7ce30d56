using System.Text.Json;

namespace Paynode.LocalHost;

/// <summary>A message to send to a queue.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Body">The body, UTF-8 JSON by convention; at most 256 KiB.</param>
public sealed record QueueMessage(string Queue, ReadOnlyMemory<byte> Body)
{
    /// <summary>Identifies the message: a second one with the same id is dropped within the duplicate-detection window. A new GUID when absent.</summary>
    public string? MessageId { get; init; }

    /// <summary>Messages of one session are handled in order, one at a time, by a function with sessions enabled.</summary>
    public string? SessionId { get; init; }

    /// <summary>Not delivered before this time; at once when absent.</summary>
    public DateTimeOffset? ScheduledEnqueueTime { get; init; }

    /// <summary>A message with a value written as JSON (web defaults).</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="queue">The queue's name.</param>
    /// <param name="value">The value.</param>
    /// <param name="messageId">The message's id.</param>
    /// <param name="sessionId">The session's id.</param>
    /// <returns>The message.</returns>
    public static QueueMessage Json<T>(string queue, T value, string? messageId = null, string? sessionId = null) =>
        new(queue, JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web)) { MessageId = messageId, SessionId = sessionId };
}
