using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Encoding;
using Microsoft.Azure.Amqp.Framing;

namespace Paynode.ServiceBusBroker;

/// <summary>A request to a management node: an operation's name and a map of its arguments.</summary>
internal sealed class ManagementRequest(AmqpMessage message)
{
    private readonly AmqpMap _arguments = message.ValueBody?.Value as AmqpMap ?? [];

    public string Operation { get; } = message.ApplicationProperties?.Map["operation"] as string ?? "";

    /// <summary>The link that the request belongs to, if the client has one open.</summary>
    public string? LinkName { get; } = message.ApplicationProperties?.Map["associated-link-name"] as string;

    /// <exception cref="AmqpException">The argument is missing, or of another type.</exception>
    public T Read<T>(string name) => _arguments[new MapKey(name)] is T value
        ? value
        : throw new AmqpException(AmqpErrorCode.InvalidField, $"{Operation} needs {name}.");

    public T? ReadOrNull<T>(string name)
        where T : class => _arguments[new MapKey(name)] as T;

    /// <summary>
    /// A copy of the bytes, because the request's buffers return to their pool; null if the argument is missing or null.
    /// </summary>
    public ArraySegment<byte>? ReadBinary(string name) =>
        _arguments[new MapKey(name)] is ArraySegment<byte> bytes ? (ArraySegment<byte>?)bytes.ToArray() : null;

    public IReadOnlyList<KeyValuePair<string, object?>> ReadProperties(string name) => ReadOrNull<AmqpMap>(name) is { } map
        ? [.. ((IEnumerable<KeyValuePair<MapKey, object>>)map)
            .Select(it => new KeyValuePair<string, object?>(it.Key.Key.ToString()!, it.Value))]
        : [];
}
