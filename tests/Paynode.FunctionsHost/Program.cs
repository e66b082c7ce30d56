using Paynode.FunctionsHost.Durable;
using Paynode.FunctionsHost.Protocol;
using Paynode.FunctionsHost.Triggers;
using Paynode.FunctionsHost.Workers;
using Paynode.LocalServices.Hosting;

namespace Paynode.FunctionsHost;

/// <summary>
/// Starts Paynode's worker as Azure Functions does and serves its triggers, with queues and task hub in memory. Uses the
/// same environment variables as Paynode's local host; <c>FUNCTIONS_APP</c> is the worker's folder, by default the one built
/// here.
/// </summary>
internal static class Program
{
    public static async Task<int> Main()
    {
        var directory = Environment.GetEnvironmentVariable("FUNCTIONS_APP")
            ?? Path.GetDirectoryName(BuiltProgram.PathOf(PaynodeHost.Project))!;
        var host = HostFile.Read(directory);
        var app = new Dictionary<string, string?>();
        await using var broker = OrderQueues.Provide(app);
        await using var rpc = await RpcServer.StartAsync(host);
        var services = rpc.Services;
        var hub = RpcServer.AddressOf(rpc);
        await using var worker = await WorkerProgram.StartAsync(
            directory, hub, services.GetRequiredService<WorkerChannel>().WorkerId, app, Path.GetFullPath("worker.log"));
        using var durable = new DurableTriggers(
            services.GetRequiredService<FunctionApp>(), hub, host, services.GetRequiredService<ILogger<DurableTriggers>>());
        var settings = new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(app).Build();
        try
        {
            await services.GetRequiredService<FunctionApp>().LoadAsync(directory, durable.ClientBinding, worker.Exited);
            await TriggerServer.RunAsync(services, settings, host, durable, worker.Pid);
            services.GetRequiredService<WorkerChannel>().Tell(new StreamingMessage { WorkerTerminate = new WorkerTerminate() });
            await worker.StopAsync("TERM");
            return 0;
        }
        catch (WorkerEndedException ended)
        {
            await Console.Error.WriteLineAsync($"{ended.Message} It printed:\n{worker.LogTail()}");
            return 1;
        }
    }
}
