using System.Net;
using System.Net.Sockets;

namespace Paynode.LocalServices.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public async Task A_detached_server_lives_on_until_it_is_ended_by_its_identity()
    {
        var folder = Directory.CreateTempSubdirectory("paynode-test-");
        StartedProcess? started = null;
        await using (await PrivateRedis.StartAsync(
            new PrivateServerOptions { Directory = folder.FullName, Detached = true, Spawned = process => started = process }))
        {
        }
        try
        {
            Assert.True(started!.Identity.IsRunning);
            Assert.True(await started.EndAsync());
            Assert.False(started.Identity.IsRunning);
            Assert.False(await started.EndAsync());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_stranger_with_the_same_process_id_is_not_ended()
    {
        await using var server = await PrivateRedis.StartAsync();
        var identity = Processes.ProcessIdentity.Of(server.Pid)!;

        Assert.False(await (identity with { Started = "at another time" }).SignalAsync("KILL"));

        Assert.True(identity.IsRunning);
    }

    [Fact]
    public async Task A_start_on_a_taken_port_fails_with_the_servers_own_words()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var failure = await Assert.ThrowsAsync<ServerStartException>(
            () => PrivateRedis.StartAsync(new PrivateServerOptions { Port = port }));

        Assert.Contains("in use", failure.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_given_folder_is_kept_and_its_data_found_again()
    {
        var folder = Directory.CreateTempSubdirectory("paynode-test-");
        try
        {
            await using (await PrivatePostgres.StartAsync(new PrivateServerOptions { Directory = folder.FullName }))
            {
            }
            await using var second = await PrivatePostgres.StartAsync(new PrivateServerOptions { Directory = folder.FullName });
            Assert.StartsWith(folder.FullName, second.Directory, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
