using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Functions;

/// <summary>Adapts orchestrator and activity functions to the durable engine.</summary>
internal sealed class DurableBinding(IServiceProvider services, PayloadSerializer payloads)
{
    /// <summary>The orchestrators of a catalog, by name.</summary>
    public Dictionary<string, OrchestratorDefinition> OrchestratorsOf(FunctionCatalog catalog) =>
        catalog.With<OrchestrationTriggerAttribute>()
            .Select(found => Orchestrator(found.Function, found.Trigger.Orchestration ?? found.Function.Name))
            .ToDictionary(definition => definition.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The activities of a catalog, by name.</summary>
    public Dictionary<string, ActivityDefinition> ActivitiesOf(FunctionCatalog catalog) =>
        catalog.With<ActivityTriggerAttribute>()
            .Select(found => Activity(found.Function, found.Trigger.Activity ?? found.Function.Name))
            .ToDictionary(definition => definition.Name, StringComparer.OrdinalIgnoreCase);

    private OrchestratorDefinition Orchestrator(FunctionDescriptor function, string name)
    {
        var invoker = new FunctionInvoker(function, parameter => OrchestratorParameter(function, parameter));
        return new(name, async context =>
        {
            // No ConfigureAwait(false): the orchestrator's own synchronization context must stay current.
            var invocation = new Invocation
            {
                Function = invoker,
                Services = services,
                Trigger = context,
                Cancellation = CancellationToken.None,
            };
            return payloads.Write(await invoker.InvokeAsync(invocation));
        });
    }

    private ParameterBinding OrchestratorParameter(FunctionDescriptor function, ParameterInfo parameter)
    {
        if (parameter == function.Trigger)
        {
            return ParameterBinding.Of(invocation => invocation.Trigger);
        }

        if (parameter.ParameterType == typeof(CancellationToken) || parameter.ParameterType == typeof(FunctionContext))
        {
            return ParameterBinding.Common(parameter)!;
        }

        return ParameterBinding.Of(invocation => InputOf((TaskOrchestrationContext)invocation.Trigger!, parameter.ParameterType));
    }

    private object? InputOf(TaskOrchestrationContext context, Type type) =>
        payloads.Read((context as RunContext)?.RawInput, type);

    private ActivityDefinition Activity(FunctionDescriptor function, string name)
    {
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        var invoker = new FunctionInvoker(function, parameter => ActivityParameter(function, parameter));
        return new(name, async call =>
        {
            await using var scope = scopes.CreateAsyncScope();
            var invocation = new Invocation
            {
                Function = invoker,
                Services = scope.ServiceProvider,
                Trigger = call.Input,
                Cancellation = call.Cancellation,
                Data = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase)
                {
                    ["instanceId"] = call.InstanceId,
                    ["taskId"] = call.TaskId,
                },
            };
            return payloads.Write(await invoker.InvokeAsync(invocation).ConfigureAwait(false));
        });
    }

    private ParameterBinding ActivityParameter(FunctionDescriptor function, ParameterInfo parameter)
    {
        if (parameter == function.Trigger)
        {
            var type = parameter.ParameterType;
            return ParameterBinding.Of(invocation => payloads.Read((byte[]?)invocation.Trigger, type));
        }

        if (ParameterBinding.Common(parameter) is { } common)
        {
            return common;
        }

        // As on the platform, a parameter named like a trigger data item, such as instanceId, receives it.
        var convert = ParameterBinding.Converter(parameter.ParameterType);
        return ParameterBinding.Of(invocation => convert(invocation.Data.GetValueOrDefault(parameter.Name!)));
    }
}
