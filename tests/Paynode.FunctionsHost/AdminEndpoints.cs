using Paynode.FunctionsHost.Protocol;
using Paynode.FunctionsHost.Triggers;
using Paynode.FunctionsHost.Workers;

namespace Paynode.FunctionsHost;

/// <summary>Diagnostic endpoints for tests. The paths under /admin/functions are those of the Functions host.</summary>
internal static class AdminEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, FunctionApp app, TimerTriggers timers, InvocationCounts counts, int workerPid)
    {
        routes.MapPost(
            "/admin/functions/{name}",
            (string name, CancellationToken cancellationToken) => RunTimerAsync(app, timers, name, cancellationToken));
        routes.MapGet("/admin/functions", () => app.Functions.Select(function => new HostedFunction(function.Name, function.TriggerType)));
        routes.MapGet("/admin/invocations", counts.ToList);
        routes.MapGet("/admin/worker", () => new HostedWorker(workerPid));
    }

    private static async Task<IResult> RunTimerAsync(
        FunctionApp app, TimerTriggers timers, string name, CancellationToken cancellationToken)
    {
        if (app.Find(name) is not { } function || !function.IsTriggeredBy("timerTrigger"))
        {
            return Results.NotFound();
        }

        var now = DateTime.UtcNow;
        var result = await timers.InvokeAsync(function, last: null, due: now, next: now, cancellationToken);
        return result.Status == StatusResult.Types.Status.Success
            ? Results.NoContent()
            : Results.Problem(result.Exception?.Message ?? result.Result);
    }
}

/// <summary>A loaded function.</summary>
internal sealed record HostedFunction(string Name, string Trigger);

/// <summary>The worker's process.</summary>
internal sealed record HostedWorker(int Pid);
