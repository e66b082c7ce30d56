using Microsoft.Azure.Amqp.Framing;

namespace Paynode.ServiceBusBroker;

/// <summary>How a receiver settles a locked message.</summary>
internal sealed record Settlement(SettlementKind Kind)
{
    private const string ReasonProperty = "DeadLetterReason";
    private const string DescriptionProperty = "DeadLetterErrorDescription";

    /// <summary>Application properties to set on the message.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Properties { get; init; } = [];

    public static Settlement DeadLetter(string reason, string description) =>
        DeadLetter([new(ReasonProperty, reason), new(DescriptionProperty, description)]);

    public static Settlement DeadLetter(IReadOnlyList<KeyValuePair<string, object?>> properties) =>
        new(SettlementKind.DeadLetter) { Properties = properties };

    /// <summary>Reads the outcome of a disposition.</summary>
    public static Settlement From(DeliveryState state) => state switch
    {
        Accepted => new Settlement(SettlementKind.Complete),
        Rejected rejected => DeadLetter(Read(rejected.Error?.Info)),
        Modified { UndeliverableHere: true } modified =>
            new Settlement(SettlementKind.Defer) { Properties = Read(modified.MessageAnnotations) },
        Modified modified => new Settlement(SettlementKind.Abandon) { Properties = Read(modified.MessageAnnotations) },
        Released => new Settlement(SettlementKind.Release),
        _ => throw BrokerError.NotImplemented($"the outcome {state}"),
    };

    /// <summary>Reads an update-disposition request, which settles a message without its link.</summary>
    public static Settlement From(ManagementRequest request)
    {
        var properties = request.ReadProperties("properties-to-modify");
        return request.Read<string>("disposition-status") switch
        {
            "completed" => new Settlement(SettlementKind.Complete),
            "abandoned" => new Settlement(SettlementKind.Abandon) { Properties = properties },
            "defered" => new Settlement(SettlementKind.Defer) { Properties = properties },
            "suspended" => DeadLetter(
            [
                .. properties,
                .. Given(ReasonProperty, request.ReadOrNull<string>("deadletter-reason")),
                .. Given(DescriptionProperty, request.ReadOrNull<string>("deadletter-description")),
            ]),
            var other => throw BrokerError.NotImplemented($"the disposition '{other}'"),
        };
    }

    private static IEnumerable<KeyValuePair<string, object?>> Given(string name, string? value)
    {
        if (value is not null)
        {
            yield return new(name, value);
        }
    }

    private static IReadOnlyList<KeyValuePair<string, object?>> Read(Fields? fields) =>
        fields is null ? [] : [.. fields.Select(it => new KeyValuePair<string, object?>(it.Key.ToString()!, it.Value))];
}

internal enum SettlementKind
{
    /// <summary>Remove the message.</summary>
    Complete,

    /// <summary>Deliver it again; the delivery counts as failed.</summary>
    Abandon,

    /// <summary>Deliver it again; the delivery does not count.</summary>
    Release,

    /// <summary>Keep it until a receiver requests it by its sequence number.</summary>
    Defer,

    /// <summary>Move it to the dead letters.</summary>
    DeadLetter,
}
