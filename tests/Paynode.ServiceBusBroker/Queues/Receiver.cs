using Microsoft.Azure.Amqp;

namespace Paynode.ServiceBusBroker;

/// <summary>A client's receiving link, from the broker's side: messages can be sent while it has credit.</summary>
internal sealed class Receiver(SendingAmqpLink link)
{
    public SendingAmqpLink Link { get; } = link;

    /// <summary>Receive-and-delete mode: a message is removed when it is sent.</summary>
    public bool Deletes => Link.Settings.SettleType == SettleMode.SettleOnSend;

    public bool HasCredit => Link.LinkCredit > 0 && !Link.IsClosing();

    /// <summary>Sends a message with its lock token as delivery tag; false when the link has no credit left.</summary>
    public bool TrySend(StoredMessage message)
    {
        var delivery = message.ToAmqp();
        delivery.DeliveryTag = message.LockToken.ToByteArray();
        if (Link.TrySendDelivery(delivery))
        {
            return true;
        }

        delivery.Dispose();
        return false;
    }
}
