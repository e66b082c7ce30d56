using System.Text.Json;

namespace Paynode.LocalHost;

/// <summary>A message to send to a queue.</summary>
/// <param name="Queue">The queue's name.</param>
/// <param name="Body">The body, UTF-8 JSON by convention; at most 256 KiB.</param>
public sealed record QueueMessage(string Queue, ReadOnlyMemory<byte> Body)
{
    /// <summary>
    /// Identifies the message: within the duplicate-detection window a second message with the same id is dropped. A new
    /// GUID if not set.
    /// </summary>
    public string? MessageId { get; init; }

    /// <summary>Messages of one session are handled in order, one at a time, by functions with sessions enabled.</summary>
    public string? SessionId { get; init; }

    /// <summary>Earliest delivery time; immediately if not set.</summary>
    public DateTimeOffset? ScheduledEnqueueTime { get; init; }

    /// <summary>A message whose body is the value as JSON (web defaults).</summary>
    public static QueueMessage Json<T>(string queue, T value, string? messageId = null, string? sessionId = null) =>
        new(queue, JsonSerializer.SerializeToUtf8Bytes(value, JsonSerializerOptions.Web)) { MessageId = messageId, SessionId = sessionId };
}
