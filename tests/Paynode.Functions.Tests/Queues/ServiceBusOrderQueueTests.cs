using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Paynode.Functions.Azure;
using Paynode.Orchestrations;
using Paynode.Payments;
using Paynode.ServiceBusBroker;

namespace Paynode.Functions.Tests;

/// <summary>
/// The order queues on Service Bus, received from as the Functions host does, with a broker on loopback. SERVICE_BUS_TEST may hold
/// the connection string of a namespace, or of Microsoft's emulator, that has the queues of emulator.json: then these are used.
/// </summary>
public sealed class ServiceBusOrderQueueTests : OrderQueueSuite, IAsyncLifetime
{
    private const string Setting = "SERVICE_BUS_TEST";

    private static readonly OrderQueueMap Queues = new(["orders-ngn", "orders-kes"]);

    private static readonly ServiceBusSessionProcessorOptions AsTheHost = new()
    {
        MaxConcurrentSessions = 8,
        SessionIdleTimeout = TimeSpan.FromSeconds(1),
    };

    private readonly OrderQueueListener _listener = new();
    private readonly List<ServiceBusSessionProcessor> _processors = [];
    private LoopbackServiceBus? _broker;
    private ServiceBusClient _bus = null!;

    protected override OrderQueueListener Listener => _listener;

    protected override IOrderQueue Queue => field ??= new ServiceBusOrderQueue(_bus, Queues);

    protected override IDeadLetterQueue Letters => field ??= new ServiceBusDeadLetters(_bus);

    public async Task InitializeAsync()
    {
        _bus = new ServiceBusClient(Environment.GetEnvironmentVariable(Setting) is { Length: > 0 } given ? given : StartBroker());
        foreach (var queue in Queues.Queues)
        {
            if (_broker is null)
            {
                await EmptyAsync(queue);
            }

            var processor = _bus.CreateSessionProcessor(queue, AsTheHost);
            processor.ProcessMessageAsync += args => Take(queue, args.Message);
            processor.ProcessErrorAsync += _ => Task.CompletedTask;
            await processor.StartProcessingAsync();
            _processors.Add(processor);
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var processor in _processors)
        {
            await processor.DisposeAsync();
        }

        await _bus.DisposeAsync();
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }

    private string StartBroker()
    {
        _broker = LoopbackServiceBus.Start(EmulatorConfig.ReadQueues(Path.Combine(AppContext.BaseDirectory, "Queues", "emulator.json")));
        return _broker.ConnectionString;
    }

    private Task Take(string queue, ServiceBusReceivedMessage message)
    {
        // What an earlier run left behind is taken away and not looked at.
        var escrowEvent = message.Body.ToObjectFromJson<EscrowEventMessage>(JsonSerializerOptions.Web)!;
        if (escrowEvent.Key.Contains(Run, StringComparison.Ordinal))
        {
            _listener.Take(queue, escrowEvent);
        }

        return Task.CompletedTask;
    }

    private async Task EmptyAsync(string queue)
    {
        await using var dead = _bus.CreateReceiver(
            queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter, ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        while ((await dead.ReceiveMessagesAsync(100, TimeSpan.FromSeconds(1))).Count > 0)
        {
        }
    }
}
