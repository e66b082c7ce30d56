using System.Diagnostics;
using System.Text.Json;
using Paynode.LocalServices.Processes;

namespace Paynode.LocalServices.Tests;

public sealed class ParentDeathTests
{
    [Fact]
    public async Task Servers_and_their_folders_vanish_when_their_parent_is_killed()
    {
        var (parent, servers) = await StartParentAsync();
        using (parent)
        {
            Assert.All(servers, s => Assert.NotNull(ProcessIdentity.Of(s.Pid)));
            parent.Kill();
            await EventuallyAsync(() => servers.All(s => ProcessIdentity.Of(s.Pid) is null && !Directory.Exists(s.Directory)));
        }
    }

    [Fact]
    public async Task A_server_vanishes_when_its_supervisor_is_killed()
    {
        var server = await PrivatePostgres.StartAsync();
        var stat = await File.ReadAllTextAsync($"/proc/{server.Pid}/stat");
        var supervisor = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], null);

        await ProcessIdentity.Of(supervisor)!.SignalAsync("KILL");

        var pid = server.Pid;
        await EventuallyAsync(() => ProcessIdentity.Of(pid) is null);
        await server.DisposeAsync();
        Assert.False(Directory.Exists(server.Directory));
    }

    private static async Task<(Process Parent, Program.Started[] Servers)> StartParentAsync()
    {
        var parent = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location])
        {
            RedirectStandardOutput = true,
        })!;
        var line = await parent.StandardOutput.ReadLineAsync();
        return (parent, JsonSerializer.Deserialize<Program.Started[]>(line!)!);
    }

    private static async Task EventuallyAsync(Func<bool> condition)
    {
        using var limit = HangLimit.Begin();
        while (!condition())
            await Task.Delay(20, limit.Token);
    }
}
