using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Paynode.ServiceBusBroker;

/// <summary>A message in a queue: the bytes as encoded by the sender, and its state in the queue.</summary>
internal sealed class StoredMessage(ArraySegment<byte> encoded, string? messageId, string? sessionId, TimeSpan? timeToLive)
{
    private const int MaxIdLength = 128;

    private readonly Dictionary<string, object?> _changedProperties = new(StringComparer.Ordinal);

    public string? MessageId { get; } = messageId;

    public string? SessionId { get; } = sessionId;

    public TimeSpan? TimeToLive { get; set; } = timeToLive;

    public long SequenceNumber { get; set; }

    public DateTimeOffset EnqueuedAt { get; set; }

    /// <summary>Deliveries that ended without the message being settled.</summary>
    public int FailedDeliveries { get; set; }

    public MessageState State { get; set; }

    public Guid LockToken { get; set; }

    public DateTimeOffset LockedUntil { get; set; }

    /// <summary>When the message expires; never when it has no time to live.</summary>
    public DateTimeOffset ExpiresAt => TimeToLive is { } life && life < DateTimeOffset.MaxValue - EnqueuedAt
        ? EnqueuedAt + life
        : DateTimeOffset.MaxValue;

    /// <summary>Decodes one message.</summary>
    /// <exception cref="AmqpException">An identifier is longer than Service Bus allows.</exception>
    public static StoredMessage Read(ArraySegment<byte> encoded)
    {
        using var message = AmqpMessage.CreateInputMessage(new BufferListStream([encoded]));
        var messageId = message.Properties?.MessageId?.ToString();
        var sessionId = message.Properties?.GroupId;
        Check("MessageId", messageId);
        Check("SessionId", sessionId);
        if (message.MessageAnnotations?.Map["x-opt-scheduled-enqueue-time"] is not null)
        {
            throw BrokerError.NotImplemented("scheduled messages");
        }

        return new StoredMessage(encoded, messageId, sessionId, message.Header?.Ttl is { } life ? TimeSpan.FromMilliseconds(life) : null);
    }

    /// <summary>Sets application properties; receivers may do so when they settle a message.</summary>
    public void Change(IEnumerable<KeyValuePair<string, object?>> properties)
    {
        foreach (var (name, value) in properties)
        {
            _changedProperties[name] = value;
        }
    }

    /// <summary>The message as it is delivered, with the broker's annotations.</summary>
    public AmqpMessage ToAmqp()
    {
        var message = AmqpMessage.CreateAmqpStreamMessage(new BufferListStream([encoded]));
        message.Deserialize(SectionFlag.All);
        message.Header.DeliveryCount = (uint)FailedDeliveries;
        message.Header.Ttl = TimeToLive is { TotalMilliseconds: < uint.MaxValue } life ? (uint)life.TotalMilliseconds : null;
        var annotations = message.MessageAnnotations.Map;
        annotations["x-opt-sequence-number"] = SequenceNumber;
        annotations["x-opt-enqueued-time"] = EnqueuedAt.UtcDateTime;
        if (State == MessageState.Locked)
        {
            annotations["x-opt-locked-until"] = LockedUntil.UtcDateTime;
        }

        if (State == MessageState.Deferred)
        {
            annotations["x-opt-message-state"] = (int)State;
        }

        if (_changedProperties.Count > 0)
        {
            message.ApplicationProperties ??= new ApplicationProperties();
            foreach (var (name, value) in _changedProperties)
            {
                message.ApplicationProperties.Map[name] = value;
            }
        }

        return message;
    }

    /// <summary>The message in a response of the management node: encoded, as an entry of a map.</summary>
    public AmqpMap ToMap()
    {
        using var message = ToAmqp();
        var encoded = message.GetPayload().SelectMany(it => it).ToArray();
        return new AmqpMap { [new MapKey("message")] = new ArraySegment<byte>(encoded) };
    }

    private static void Check(string property, string? value)
    {
        if (value?.Length > MaxIdLength)
        {
            throw BrokerError.TooLong(property, value.Length, MaxIdLength);
        }
    }
}
