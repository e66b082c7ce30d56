using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.Time.Testing;
using Paynode.LocalServices;

namespace Paynode.ServiceBusBroker.Tests;

/// <summary>A broker on a fake clock, and the published client connected to it.</summary>
public abstract class BrokerFixture : IAsyncLifetime
{
    protected const string Plain = "plain";
    protected const string Sessions = "sessions";
    protected const string Deduplicated = "deduplicated";

    protected static readonly TimeSpan LockDuration = TimeSpan.FromMinutes(1);
    protected static readonly TimeSpan DuplicateWindow = TimeSpan.FromMinutes(5);

    /// <summary>How long a receiver waits where a test expects no message.</summary>
    protected static readonly TimeSpan Nothing = TimeSpan.FromMilliseconds(200);

    /// <summary>The client's limit for one attempt. Measured by the system's clock and never reached.</summary>
    protected static readonly TimeSpan TryTimeout = TimeSpan.FromMinutes(5);

    protected const int MaxDeliveryCount = 3;

    protected FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    protected LoopbackServiceBus Broker { get; private set; } = null!;

    protected ServiceBusClient Client { get; private set; } = null!;

    public Task InitializeAsync()
    {
        Broker = LoopbackServiceBus.Start(
            [
                new BrokerQueue(Plain) { LockDuration = LockDuration, MaxDeliveryCount = MaxDeliveryCount, DeadLetterOnExpiration = true },
                new BrokerQueue(Sessions) { RequiresSession = true, LockDuration = LockDuration, MaxDeliveryCount = MaxDeliveryCount },
                new BrokerQueue(Deduplicated) { RequiresDuplicateDetection = true, DuplicateDetectionWindow = DuplicateWindow },
            ],
            Time);
        Client = NewClient();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await Client.DisposeAsync();
        await Broker.DisposeAsync();
    }

    protected ServiceBusClient NewClient() => NewClient(Broker.ConnectionString);

    /// <summary>A client that does not retry, so that each test sees the broker's first answer.</summary>
    protected static ServiceBusClient NewClient(string connectionString) => new(connectionString, new ServiceBusClientOptions
    {
        RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0, TryTimeout = TryTimeout },
    });

    protected async Task SendAsync(string queue, params IEnumerable<ServiceBusMessage> messages)
    {
        await using var sender = Client.CreateSender(queue);
        await sender.SendMessagesAsync(messages);
    }

    /// <summary>Receives that many messages and leaves them locked.</summary>
    protected async Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveAsync(string queue, int count)
    {
        await using var receiver = Client.CreateReceiver(queue);
        var messages = new List<ServiceBusReceivedMessage>();
        while (messages.Count < count)
        {
            messages.AddRange(await receiver.ReceiveMessagesAsync(count - messages.Count));
        }

        return messages;
    }

    /// <summary>The queue's messages, in any state.</summary>
    protected async Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekAsync(string queue)
    {
        await using var receiver = Client.CreateReceiver(queue);
        return await receiver.PeekMessagesAsync(1_000);
    }

    /// <summary>Polls a condition until it holds, up to the limit of what hangs.</summary>
    protected static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var deadline = HangLimit.Begin();
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await condition())
        {
            await poll.WaitForNextTickAsync(deadline.Token);
        }
    }

    protected static ServiceBusMessage Message(string body, string? session = null) => new(body) { MessageId = body, SessionId = session };

    protected ServiceBusReceiver DeadLettersOf(string queue) =>
        Client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

    protected static IEnumerable<string> BodiesOf(IEnumerable<ServiceBusReceivedMessage> messages) => messages.Select(it => it.Body.ToString());
}
