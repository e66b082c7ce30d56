using DurableTask.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Testing.Sidecar;
using Microsoft.DurableTask.Testing.Sidecar.Grpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Paynode.Conformance.Tests;

/// <summary>
/// Microsoft's engine as Azure Functions runs it: the dispatchers of DurableTask.Core over the service in memory of the
/// in-process test host, the worker's own context over Core's executor, and Microsoft's client over gRPC on loopback.
/// </summary>
/// <remarks>
/// The test host's own dispatcher is not used: in 0.2.3-preview.1 it loses the events that ContinueAsNew keeps, which is
/// mended in its source and not in Core, and it sleeps half a second whenever as many items are taken as there are cores.
/// </remarks>
public sealed class MicrosoftEngine : IEngine
{
    private readonly WebApplication _service;
    private readonly TaskHubWorker _worker;
    private readonly GrpcChannel _channel;
    private readonly ServiceProvider _client;

    private MicrosoftEngine(WebApplication service, TaskHubWorker worker, GrpcChannel channel, ServiceProvider client)
    {
        (_service, _worker, _channel, _client) = (service, worker, channel, client);
        Client = client.GetRequiredService<DurableTaskClient>();
    }

    public DurableTaskClient Client { get; }

    public static async Task<MicrosoftEngine> StartAsync(TaskSet tasks)
    {
        var memory = new InMemoryOrchestrationService();
        var service = BuildService(memory);
        await service.StartAsync();
        var worker = new TaskHubWorker(WideService.Over(memory)) { ErrorPropagationMode = ErrorPropagationMode.UseFailureDetails };
        new MicrosoftTasks(tasks).AddTo(worker);
        await worker.StartAsync();
        var channel = GrpcChannel.ForAddress(service.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        var clients = new ServiceCollection();
        clients.AddLogging();
        clients.AddDurableTaskClient(client =>
        {
            client.UseGrpc(channel);
            client.RegisterDirectly();
        });
        return new MicrosoftEngine(service, worker, channel, clients.BuildServiceProvider());
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.StopAsync(isForced: true);
        _worker.Dispose();
        await _client.DisposeAsync();
        await _channel.ShutdownAsync();
        _channel.Dispose();
        await _service.StopAsync();
        await _service.DisposeAsync();
    }

    private static WebApplication BuildService(InMemoryOrchestrationService memory)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<IOrchestrationService>(memory);
        builder.Services.AddSingleton<IOrchestrationServiceClient>(memory);
        builder.Services.AddSingleton<TaskHubGrpcServer>();
        builder.Services.Configure<TaskHubGrpcServerOptions>(options => options.Mode = TaskHubGrpcServerMode.ApiServerOnly);
        var service = builder.Build();
        service.MapGrpcService<TaskHubGrpcServer>();
        return service;
    }
}
