using Microsoft.Extensions.Logging;
using Paynode.LocalServices.Hosting;

namespace Paynode.LocalHost.Tests;

/// <summary>An application whose orchestration uses all that the runtime has: to be disturbed.</summary>
internal static class FaultHost
{
    public static LocalApplication Build(string databaseUrl, string listen)
    {
        var builder = LocalApplication.CreateBuilder();
        builder.Configuration["DATABASE_URL"] = databaseUrl;
        builder.Configuration["PAYNODE_LISTEN"] = listen;
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Error);
        builder.Queues.MaxDeliveryCount = 1000;
        builder.Queues.RetryPause = TimeSpan.FromMilliseconds(20);
        builder.Queues.MaxRetryPause = TimeSpan.FromMilliseconds(500);
        builder.AddFunctions(typeof(FaultFunctions));
        return builder.Build();
    }

    /// <summary>The same as a process of its own.</summary>
    public static Task<WebProgram> StartAsync(string databaseUrl, Dictionary<string, string?>? environment = null) => WebProgram.StartAsync(new WebProgramOptions
    {
        Name = "FaultHost",
        Project = "tests/Paynode.LocalHost.Tests/Paynode.LocalHost.Tests",
        Arguments = url => [databaseUrl, url.ToString()],
        // Little of it is hot in a life of a second.
        Environment = _ => new Dictionary<string, string?>(environment ?? []) { ["DOTNET_TieredPGO"] = "0" },
        ReadyPath = "/api/ready",
    });
}
