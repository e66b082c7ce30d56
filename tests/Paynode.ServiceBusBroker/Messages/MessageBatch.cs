using Microsoft.Azure.Amqp;

namespace Paynode.ServiceBusBroker;

/// <summary>Decodes a transfer: one message, or several in Service Bus' batch format.</summary>
internal static class MessageBatch
{
    /// <summary>The message format of a batch: each data section is an encoded message.</summary>
    public const uint Format = 0x80013700;

    /// <summary>The messages of a transfer, copied because the transfer's buffers return to their pool.</summary>
    public static IReadOnlyList<StoredMessage> Read(AmqpMessage transfer) => transfer.MessageFormat == Format
        ? [.. transfer.DataBody.Select(it => StoredMessage.Read(((ArraySegment<byte>)it.Value).ToArray()))]
        : [StoredMessage.Read(Copy(transfer))];

    private static byte[] Copy(AmqpMessage transfer)
    {
        using var copy = new MemoryStream();
        transfer.ToStream().CopyTo(copy);
        return copy.ToArray();
    }
}
