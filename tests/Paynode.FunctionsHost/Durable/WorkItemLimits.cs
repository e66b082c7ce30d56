using System.Reflection;
using DurableTask.Core;

namespace Paynode.FunctionsHost.Durable;

/// <summary>
/// Decorates an orchestration service with host.json's concurrency limits. By itself the in-memory service runs as many work
/// items as there are processors, and checks only every half second whether it may start another.
/// </summary>
internal class WorkItemLimits : DispatchProxy
{
    private IOrchestrationService _service = null!;
    private HostFile _host = null!;

    public static IOrchestrationService Of(IOrchestrationService service, HostFile host)
    {
        var proxy = Create<IOrchestrationService, WorkItemLimits>();
        ((WorkItemLimits)(object)proxy)._service = service;
        ((WorkItemLimits)(object)proxy)._host = host;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod!.Name switch
    {
        "get_" + nameof(IOrchestrationService.MaxConcurrentTaskActivityWorkItems) => _host.MaxConcurrentActivities,
        "get_" + nameof(IOrchestrationService.MaxConcurrentTaskOrchestrationWorkItems) => _host.MaxConcurrentOrchestrators,
        _ => targetMethod.Invoke(_service, BindingFlags.DoNotWrapExceptions, null, args, null),
    };
}
