using System.Net;
using DurableTask.Core;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Paynode.FunctionsHost.Durable;
using Paynode.FunctionsHost.Workers;

namespace Paynode.FunctionsHost;

/// <summary>The host's gRPC server on a free loopback port: the worker's protocol, and a task hub in memory.</summary>
internal static class RpcServer
{
    /// <summary>Starts it.</summary>
    public static async Task<WebApplication> StartAsync(HostFile host)
    {
        var builder = WebApplication.CreateSlimBuilder();
        HostLog.Configure(builder.Logging);
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(grpc => (grpc.MaxReceiveMessageSize, grpc.MaxSendMessageSize) = (null, null));
        builder.Services
            .AddSingleton<WorkerLog>()
            .AddSingleton<WorkerChannel>()
            .AddSingleton<InvocationCounts>()
            .AddSingleton<FunctionApp>();
        builder.Services.AddSingleton(services => new InMemoryOrchestrationService(services.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddSingleton<IOrchestrationServiceClient>(services => services.GetRequiredService<InMemoryOrchestrationService>());
        builder.Services.AddSingleton(services => WorkItemLimits.Of(services.GetRequiredService<InMemoryOrchestrationService>(), host));
        builder.Services.AddSingleton<TaskHubGrpcServer>();
        var app = builder.Build();
        app.MapGrpcService<FunctionRpcService>();
        app.MapGrpcService<TaskHubGrpcServer>();
        await app.StartAsync();
        return app;
    }

    /// <summary>The server's address.</summary>
    public static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
}
