using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transport;

namespace Paynode.ServiceBusBroker;

/// <summary>Opens the links that clients attach and connects each to the node at its address.</summary>
internal sealed class BrokerRuntime(IReadOnlyDictionary<string, QueueNodes> queues, ConnectionClaims claims) : IRuntimeProvider
{
    private const string CbsAddress = "$cbs";

    private readonly RequestNode _cbs = new(claims.PutTokenAsync);

    public AmqpConnection CreateConnection(
        TransportBase transport,
        ProtocolHeader protocolHeader,
        bool isInitiator,
        AmqpSettings amqpSettings,
        AmqpConnectionSettings connectionSettings) =>
        new(transport, protocolHeader, isInitiator, amqpSettings, connectionSettings);

    public AmqpSession CreateSession(AmqpConnection connection, AmqpSessionSettings settings) => new(connection, settings, this);

    public AmqpLink CreateLink(AmqpSession session, AmqpLinkSettings settings)
    {
        if (settings.Role != true)
        {
            return new SendingAmqpLink(session, settings);
        }

        if (settings.Target is not Target target)
        {
            throw BrokerError.NotImplemented("transactions");
        }

        // Set before the link exists: the attach response announces this limit and the link enforces it.
        var address = QueueAddress.Parse(target.Address?.ToString() ?? "");
        settings.MaxMessageSize = queues.TryGetValue(address.Queue, out var nodes) && !address.IsManagement
            ? (ulong)nodes.Messages.Settings.MaxMessageBytes
            : (ulong)new BrokerQueue("").MaxMessageBytes;
        return new ReceivingAmqpLink(session, settings);
    }

    public IAsyncResult BeginOpenLink(AmqpLink link, TimeSpan timeout, AsyncCallback callback, object state) =>
        TaskToAsyncResult.Begin(OpenAsync(link), callback, state);

    public void EndOpenLink(IAsyncResult result) => TaskToAsyncResult.End(result);

    private async Task OpenAsync(AmqpLink link)
    {
        var address = (link.IsReceiver ? ((Target)link.Settings.Target).Address : ((Source)link.Settings.Source).Address)?.ToString() ?? "";
        if (QueueAddress.Normalize(address) == CbsAddress)
        {
            _cbs.Attach(link);
            return;
        }

        claims.Require(link, address);
        var parsed = QueueAddress.Parse(address);
        var nodes = queues.GetValueOrDefault(parsed.Queue) ?? throw BrokerError.EntityNotFound(parsed.Queue);
        var queue = parsed.IsDeadLetters ? nodes.DeadLetters : nodes.Messages;
        if (parsed.IsManagement)
        {
            (parsed.IsDeadLetters ? nodes.DeadLetterManagement : nodes.Management).Attach(link);
        }
        else if (link is ReceivingAmqpLink sender)
        {
            QueueLinks.OpenSender(sender, queue);
        }
        else
        {
            await QueueLinks.OpenReceiverAsync((SendingAmqpLink)link, queue);
        }
    }
}
