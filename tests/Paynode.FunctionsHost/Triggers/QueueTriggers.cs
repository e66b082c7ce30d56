using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Paynode.FunctionsHost.Protocol;
using Paynode.FunctionsHost.Workers;

namespace Paynode.FunctionsHost.Triggers;

/// <summary>
/// Receives from Service Bus for the queue functions. A message whose function fails is abandoned and redelivered.
/// </summary>
internal sealed class QueueTriggers(
    FunctionApp app, IConfiguration settings, HostFile host, ILogger<QueueTriggers> logger) : IAsyncDisposable
{
    private readonly List<ServiceBusSessionProcessor> _processors = [];
    private readonly Dictionary<string, ServiceBusClient> _clients = [];

    /// <summary>Starts receiving.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var function in app.Functions.Where(function => function.IsTriggeredBy("serviceBusTrigger")))
        {
            if (!((bool?)function.Trigger["isSessionsEnabled"] ?? false))
            {
                throw new NotSupportedException($"{function.Name}: only queues with sessions are supported.");
            }

            var processor = ClientOf(function).CreateSessionProcessor(settings.Resolve((string)function.Trigger["queueName"]!), Options());
            processor.ProcessMessageAsync += received => InvokeAsync(function, received);
            processor.ProcessErrorAsync += failed =>
            {
                logger.LogWarning("{Function}: {Failure}", function.Name, failed.Exception.Message);
                return Task.CompletedTask;
            };
            _processors.Add(processor);
            await processor.StartProcessingAsync(cancellationToken);
        }
    }

    /// <summary>Stops receiving once the messages in progress have been handled.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_processors.Select(processor => processor.DisposeAsync().AsTask()));
        foreach (var client in _clients.Values)
        {
            await client.DisposeAsync();
        }
    }

    private ServiceBusClient ClientOf(FunctionInfo function)
    {
        var name = (string)function.Trigger["connection"]!;
        if (!_clients.TryGetValue(name, out var client))
        {
            client = _clients[name] = new ServiceBusClient(
                settings[name]
                    ?? throw new InvalidOperationException($"{function.Name} names the connection {name}, which has no value."));
        }

        return client;
    }

    private ServiceBusSessionProcessorOptions Options() => new()
    {
        MaxConcurrentSessions = host.MaxConcurrentSessions,
        SessionIdleTimeout = host.SessionIdleTimeout,
        MaxAutoLockRenewalDuration = host.MaxAutoLockRenewal,
        AutoCompleteMessages = true,
    };

    private async Task InvokeAsync(FunctionInfo function, ProcessSessionMessageEventArgs received)
    {
        var answer = await app.InvokeAsync(
            function,
            new TypedData { String = received.Message.Body.ToString() },
            MetadataOf(received.Message),
            received.CancellationToken);
        if (answer.Result.Status != StatusResult.Types.Status.Success)
        {
            // The processor abandons the message.
            throw new InvalidOperationException(answer.Result.Exception?.Message ?? answer.Result.Result);
        }
    }

    /// <summary>Text unchanged, other values as JSON.</summary>
    private static Dictionary<string, TypedData> MetadataOf(ServiceBusReceivedMessage message)
    {
        var metadata = new Dictionary<string, TypedData>
        {
            ["MessageId"] = new() { String = message.MessageId },
            ["SessionId"] = new() { String = message.SessionId },
            ["DeliveryCount"] = Json(message.DeliveryCount),
            ["SequenceNumber"] = Json(message.SequenceNumber),
            ["EnqueuedTimeUtc"] = Json(message.EnqueuedTime.UtcDateTime),
            ["ExpiresAtUtc"] = Json(message.ExpiresAt.UtcDateTime),
            ["ApplicationProperties"] = Json(message.ApplicationProperties),
        };
        (string Name, string? Value)[] texts =
            [("ContentType", message.ContentType), ("CorrelationId", message.CorrelationId), ("Subject", message.Subject)];
        foreach (var (name, value) in texts)
        {
            if (value is not null)
            {
                metadata[name] = new() { String = value };
            }
        }

        return metadata;
    }

    private static TypedData Json<T>(T value) => new() { Json = JsonSerializer.Serialize(value) };
}
