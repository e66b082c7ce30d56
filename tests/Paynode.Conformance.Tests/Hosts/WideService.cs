using System.Reflection;
using DurableTask.Core;

namespace Paynode.Conformance.Tests;

/// <summary>
/// The service in memory without two of its limits: it allows as many work items as there are cores, and it throws, which
/// makes the whole dispatcher pause, when the dispatcher discards an event for an instance that was never started.
/// </summary>
public class WideService : DispatchProxy
{
    private const int WorkItems = 200;

    private IOrchestrationService _inner = null!;

    public static IOrchestrationService Over(IOrchestrationService inner)
    {
        var wide = Create<IOrchestrationService, WideService>();
        ((WideService)(object)wide)._inner = inner;
        return wide;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "get_" + nameof(IOrchestrationService.MaxConcurrentTaskOrchestrationWorkItems) => WorkItems,
        "get_" + nameof(IOrchestrationService.MaxConcurrentTaskActivityWorkItems) => WorkItems,
        nameof(IOrchestrationService.CompleteTaskOrchestrationWorkItemAsync) when args![1] is not OrchestrationRuntimeState { OrchestrationInstance: not null } => Task.CompletedTask,
        _ => targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null),
    };
}
