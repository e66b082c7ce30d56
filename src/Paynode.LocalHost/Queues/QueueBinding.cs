using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Paynode.LocalHost.Functions;

namespace Paynode.LocalHost.Queues;

/// <summary>Creates listeners for queue functions.</summary>
internal sealed class QueueBinding(IServiceProvider services, SettingNames settings, CancellationToken stopping)
{
    private readonly IServiceScopeFactory _scopes = services.GetRequiredService<IServiceScopeFactory>();

    /// <summary>The listeners of a catalog.</summary>
    /// <exception cref="FunctionDefinitionException">A setting is missing, or two functions listen to one queue.</exception>
    public IReadOnlyList<QueueListener> ListenersOf(FunctionCatalog catalog)
    {
        var listeners = catalog.With<ServiceBusTriggerAttribute>().Select(found => Listener(found.Function, found.Trigger)).ToArray();
        var problems = listeners.GroupBy(listener => listener.Queue).Where(group => group.Count() > 1)
            .Select(group =>
                $"Queue '{group.Key}' has {group.Count()} listeners: {string.Join(", ", group.Select(listener => listener.Function))}.")
            .ToArray();
        return problems.Length == 0 ? listeners : throw new FunctionDefinitionException(problems);
    }

    /// <summary>The queue that a trigger listens to.</summary>
    public string QueueOf(ServiceBusTriggerAttribute trigger) => trigger.QueueName is { } queue
        ? settings.Resolve(queue)
        : QueueTopology.QueueOf(settings.Resolve(trigger.TopicName!), settings.Resolve(trigger.SubscriptionName!));

    private static object? Read(byte[] body, Type type)
    {
        if (type == typeof(byte[]))
        {
            return body;
        }

        if (type == typeof(ReadOnlyMemory<byte>))
        {
            return new ReadOnlyMemory<byte>(body);
        }

        return type == typeof(string) ? Encoding.UTF8.GetString(body) : JsonSerializer.Deserialize(body, type, JsonSerializerOptions.Web);
    }

    private QueueListener Listener(FunctionDescriptor function, ServiceBusTriggerAttribute trigger)
    {
        var invoker = new FunctionInvoker(function, parameter => Bind(function, trigger, parameter));
        var queue = QueueOf(trigger);
        return new(queue, function.Name, trigger.IsSessionsEnabled, trigger.IsBatched, messages => RunAsync(invoker, queue, messages));
    }

    private async Task RunAsync(FunctionInvoker invoker, string queue, ReceivedMessage[] messages)
    {
        using var span = Telemetry.Source.StartActivity("queue " + queue, ActivityKind.Consumer, messages[0].TraceParent);
        span?.SetTag("messaging.message.id", messages[0].MessageId);
        await using var scope = _scopes.CreateAsyncScope();
        await invoker.InvokeAsync(new Invocation
        {
            Function = invoker,
            Services = scope.ServiceProvider,
            Trigger = messages,
            Cancellation = stopping,
            Data = DataOf(messages[0]),
        }).ConfigureAwait(false);
    }

    private static Dictionary<string, object?> DataOf(ReceivedMessage message) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["MessageId"] = message.MessageId,
        ["SessionId"] = message.SessionId,
        ["DeliveryCount"] = message.DeliveryCount,
        ["EnqueuedTimeUtc"] = message.EnqueuedAt,
        ["SequenceNumber"] = message.Sequence,
    };

    private static ParameterBinding Bind(FunctionDescriptor function, ServiceBusTriggerAttribute trigger, ParameterInfo parameter)
    {
        if (parameter == function.Trigger)
        {
            return trigger.IsBatched
                ? ParameterBinding.Of(invocation =>
                    ReadAll((ReceivedMessage[])invocation.Trigger!, parameter.ParameterType.GetElementType()!))
                : ParameterBinding.Of(invocation => Read(((ReceivedMessage[])invocation.Trigger!)[0].Body, parameter.ParameterType));
        }

        if (ParameterBinding.Common(parameter) is { } common)
        {
            return common;
        }

        var convert = ParameterBinding.Converter(parameter.ParameterType);
        return ParameterBinding.Of(invocation => convert(invocation.Data.GetValueOrDefault(parameter.Name!)));
    }

    private static Array ReadAll(ReceivedMessage[] messages, Type type)
    {
        var values = Array.CreateInstance(type, messages.Length);
        for (var i = 0; i < messages.Length; i++)
        {
            values.SetValue(Read(messages[i].Body, type), i);
        }

        return values;
    }
}
