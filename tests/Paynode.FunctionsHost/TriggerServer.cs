using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Paynode.FunctionsHost.Durable;
using Paynode.FunctionsHost.Triggers;
using Paynode.FunctionsHost.Workers;
using Yarp.ReverseProxy.Forwarder;

namespace Paynode.FunctionsHost;

/// <summary>Serves the triggers of a worker whose functions have been loaded, HTTP on <c>PAYNODE_LISTEN</c>.</summary>
internal static class TriggerServer
{
    private const string DefaultAddress = "http://127.0.0.1:8080";

    /// <summary>The limit of the Functions host.</summary>
    private const long MaxRequestBytes = 100 * 1024 * 1024;

    /// <summary>Runs until this process receives a shutdown signal.</summary>
    /// <exception cref="WorkerEndedException">The worker exited first.</exception>
    public static async Task RunAsync(
        IServiceProvider services, IConfiguration settings, HostFile host, DurableTriggers durable, int workerPid)
    {
        var functions = services.GetRequiredService<FunctionApp>();
        var loggers = services.GetRequiredService<ILoggerFactory>();
        var workerEnded = services.GetRequiredService<WorkerChannel>().HasEnded;
        var timers = new TimerTriggers(functions, settings, TimeProvider.System, loggers.CreateLogger<TimerTriggers>());
        await using var queues = new QueueTriggers(functions, settings, host, loggers.CreateLogger<QueueTriggers>());
        await using var web = Build(new Uri(settings["PAYNODE_LISTEN"] ?? DefaultAddress));
        using var http = new HttpTriggers(
            functions, web.Services.GetRequiredService<IHttpForwarder>(), loggers.CreateLogger<HttpTriggers>());
        http.Map(web, host.RoutePrefix);
        AdminEndpoints.Map(web, functions, timers, services.GetRequiredService<InvocationCounts>(), workerPid);

        using var stopping = new CancellationTokenSource();
        await queues.StartAsync(stopping.Token);
        var working = Task.WhenAll(timers.RunAsync(stopping.Token), durable.RunAsync(stopping.Token));
        await web.StartAsync(CancellationToken.None);
        await Task.WhenAny(web.WaitForShutdownAsync(CancellationToken.None), workerEnded, working);
        await stopping.CancelAsync();
        await working;
        if (workerEnded.IsCompleted)
        {
            throw new WorkerEndedException();
        }
    }

    private static WebApplication Build(Uri address)
    {
        var builder = WebApplication.CreateSlimBuilder();
        HostLog.Configure(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
            kestrel.Listen(IPAddress.Loopback, address.Port, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddHttpForwarder();
        return builder.Build();
    }
}
