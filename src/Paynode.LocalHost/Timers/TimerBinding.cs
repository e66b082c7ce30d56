using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Paynode.LocalHost.Functions;

namespace Paynode.LocalHost.Timers;

/// <summary>Adapts timer functions to the timer service.</summary>
internal sealed class TimerBinding(IServiceProvider services, SettingNames settings)
{
    private readonly IServiceScopeFactory _scopes = services.GetRequiredService<IServiceScopeFactory>();

    /// <summary>The timers of a catalog.</summary>
    /// <exception cref="FunctionDefinitionException">A schedule is invalid.</exception>
    public IReadOnlyList<TimerListener> TimersOf(FunctionCatalog catalog) =>
        catalog.With<TimerTriggerAttribute>().Select(found => Timer(found.Function, found.Trigger)).ToArray();

    private TimerListener Timer(FunctionDescriptor function, TimerTriggerAttribute trigger)
    {
        var expression = settings.Resolve(trigger.Schedule);
        if (!Schedule.TryParse(expression, out var schedule, out var error))
        {
            throw new FunctionDefinitionException(
                [$"Function '{function.Name}' ({function.EntryPoint}) has the schedule '{expression}': {error}"]);
        }

        var invoker = new FunctionInvoker(function, parameter =>
            parameter.ParameterType == typeof(TimerInfo) ? ParameterBinding.Of(invocation => invocation.Trigger)
                : ParameterBinding.Common(parameter) ?? ParameterBinding.Of(_ => null));
        return new(
            function.Name,
            expression,
            schedule,
            trigger.RunOnStartup,
            trigger.UseMonitor,
            (info, stopping) => RunAsync(invoker, info, stopping));
    }

    private async Task RunAsync(FunctionInvoker invoker, TimerInfo info, CancellationToken stopping)
    {
        using var span = Telemetry.Source.StartActivity("timer " + invoker.Definition.Name);
        await using var scope = _scopes.CreateAsyncScope();
        await invoker
            .InvokeAsync(new Invocation { Function = invoker, Services = scope.ServiceProvider, Trigger = info, Cancellation = stopping })
            .ConfigureAwait(false);
    }
}
