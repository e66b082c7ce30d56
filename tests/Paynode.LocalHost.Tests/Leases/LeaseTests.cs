using Paynode.LocalHost.Durable;
using Paynode.LocalServices;

namespace Paynode.LocalHost.Tests;

/// <summary>Single leases of one process, on its own.</summary>
[Collection("postgres")]
public sealed class LeaseTests(TestPostgres postgres)
{
    [Fact]
    public async Task A_process_that_stops_does_not_take_again_what_it_has_let_go()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var leases = hub.NewProcess().Leases;
        leases.Want("let go", _ => { }, () => { });
        leases.Want("kept", _ => { }, () => { });
        await leases.StartAsync(CancellationToken.None);

        leases.StopTaking();
        leases.Drop("let go", 1);
        var beat = await ReadAsync(hub, "SELECT beat FROM durable.leases WHERE resource = 'kept'");
        await Eventually.GetAsync(async () => await ReadAsync(hub, "SELECT beat FROM durable.leases WHERE resource = 'kept'") > beat + 1 ? "two rounds" : null);

        Assert.Equal(1, await ReadAsync(hub, "SELECT epoch FROM durable.leases WHERE resource = 'let go'"));
    }

    [Fact]
    public async Task A_session_that_the_server_still_holds_keeps_the_next_one_of_the_same_process_from_nothing()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var former = await hub.Source.OpenConnectionAsync();
        Assert.True(await LeaseRows.ShowAliveAsync(former, 1, CancellationToken.None));
        await using var leases = hub.NewProcess().Leases;
        var gained = new TaskCompletionSource<long>();
        leases.Want("resource", gained.SetResult, () => { });

        await leases.StartAsync(CancellationToken.None).WaitAsync(HangLimit.OfWait);

        Assert.Equal(1, await gained.Task);
    }

    private static async Task<long> ReadAsync(TestHub hub, string sql)
    {
        await using var command = hub.Source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
