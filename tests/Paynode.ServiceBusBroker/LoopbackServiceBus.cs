using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Sasl;
using Microsoft.Azure.Amqp.Transport;
using Paynode.LocalServices;

namespace Paynode.ServiceBusBroker;

/// <summary>
/// An in-memory Service Bus namespace on 127.0.0.1, for tests. Speaks AMQP 1.0 without TLS, as Microsoft's emulator does;
/// the published client connects with <see cref="ConnectionString"/>.
/// </summary>
public sealed class LoopbackServiceBus : IAsyncDisposable
{
    private const string Host = "127.0.0.1";
    private const string KeyName = "RootManageSharedAccessKey";
    private const int MaxPortAttempts = 10;
    private const uint IdleTimeoutMs = 240_000;
    private const uint MaxFrameBytes = 65_536;

    private readonly AmqpConnectionListener _listener;
    private readonly IReadOnlyDictionary<string, QueueNodes> _queues;

    private LoopbackServiceBus(AmqpConnectionListener listener, IReadOnlyDictionary<string, QueueNodes> queues, int port, string key)
    {
        _listener = listener;
        _queues = queues;
        Port = port;
        ConnectionString = $"Endpoint=sb://{Host}:{port};SharedAccessKeyName={KeyName};"
            + $"SharedAccessKey={key};UseDevelopmentEmulator=true;";
    }

    /// <summary>The TCP port of the listener.</summary>
    public int Port { get; }

    /// <summary>The connection string for <c>ServiceBusClient</c>, with a key generated for this broker.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts a broker on a free port.</summary>
    /// <param name="queues">The namespace's queues.</param>
    /// <param name="timeProvider">The clock for locks, duplicate detection, expiry and tokens; the system's when null.</param>
    public static LoopbackServiceBus Start(IEnumerable<BrokerQueue> queues, TimeProvider? timeProvider = null)
    {
        var time = timeProvider ?? TimeProvider.System;
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var nodes = queues.ToDictionary(it => it.Name, it => new QueueNodes(it, time), StringComparer.OrdinalIgnoreCase);
        var runtime = new BrokerRuntime(nodes, new ConnectionClaims(new SharedAccess(KeyName, key, time), time));
        var (listener, port) = Listen(runtime);
        return new LoopbackServiceBus(listener, nodes, port, key);
    }

    /// <summary>The number of receivers that wait for a session of a queue.</summary>
    internal Task<int> CountWaitingReceiversAsync(string queue) => _queues[queue].Messages.CountWaitingReceiversAsync();

    /// <summary>Closes every connection and discards the messages.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        foreach (var queue in _queues.Values)
        {
            await queue.DisposeAsync();
        }
    }

    private static (AmqpConnectionListener Listener, int Port) Listen(BrokerRuntime runtime)
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = LoopbackPort.Free();
            var listener = new AmqpConnectionListener(
                [$"amqp://{Host}:{port}"],
                Protocol(runtime),
                new AmqpConnectionSettings
                {
                    ContainerId = nameof(LoopbackServiceBus),
                    MaxFrameSize = MaxFrameBytes,
                    IdleTimeOut = IdleTimeoutMs,
                });
            try
            {
                listener.Open();
                return (listener, port);
            }
            catch (SocketException) when (attempt < MaxPortAttempts)
            {
                // The port was taken between the probe and the bind.
                listener.Close();
            }
        }
    }

    private static AmqpSettings Protocol(BrokerRuntime runtime)
    {
        // Service Bus' SASL mechanism is anonymous; authorisation follows through $cbs.
        var sasl = new SaslTransportProvider();
        sasl.Versions.Add(new AmqpVersion(1, 0, 0));
        sasl.AddHandler(new SaslAnonymousHandler("MSSBCBS"));
        return new AmqpSettings { RuntimeProvider = runtime, TransportProviders = { sasl } };
    }
}
