using System.Text.Json;

namespace Paynode.LocalServices.Tests;

/// <summary>The parent that a test kills: starts every private server, says what it started, and waits for its end.</summary>
public static class Program
{
    public static async Task Main()
    {
        PrivateServer[] servers = await Task.WhenAll(StartAllAsync());
        Console.WriteLine(JsonSerializer.Serialize(servers.Select(s => new Started(s.Pid, s.Directory))));
        await Task.Delay(Timeout.Infinite);
    }

    private static IEnumerable<Task<PrivateServer>> StartAllAsync() =>
    [
        AsServer(PrivatePostgres.StartAsync()),
        AsServer(PrivateRedis.StartAsync()),
        AsServer(PrivateAnvil.StartAsync()),
    ];

    private static async Task<PrivateServer> AsServer<T>(Task<T> server)
        where T : PrivateServer => await server;

    /// <summary>One started server.</summary>
    public sealed record Started(int Pid, string Directory);
}
