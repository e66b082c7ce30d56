using System.Diagnostics;
using Npgsql;
using Paynode.LocalServices.Hosting;

namespace Paynode.LocalServices.Tests;

public sealed class PrivateServersTests
{
    [Fact]
    public async Task Postgres_answers_and_leaves_nothing_behind()
    {
        string directory;
        int pid;
        await using (var server = await PrivatePostgres.StartAsync())
        {
            (directory, pid) = (server.Directory, server.Pid);
            Assert.Equal("on,on", await ScalarAsync(server.ConnectionString, "select current_setting('fsync') || ',' || current_setting('synchronous_commit')"));
            Assert.Equal("paynode", await ScalarAsync(PostgresUrl.ToConnectionString(server.ConnectionUrl), "select current_database()"));
        }
        Assert.False(Directory.Exists(directory));
        Assert.Null(Processes.ProcessIdentity.Of(pid));
    }

    [Fact]
    public async Task Postgres_keeps_committed_data_over_an_immediate_restart()
    {
        await using var server = await PrivatePostgres.StartAsync();
        var (pid, port) = (server.Pid, server.Port);
        await ScalarAsync(server.ConnectionString, "create table kept (id int); insert into kept values (7); select 1");

        await server.RestartAsync(immediate: true);

        Assert.NotEqual(pid, server.Pid);
        Assert.Equal(port, server.Port);
        NpgsqlConnection.ClearAllPools();
        Assert.Equal(7, await ScalarAsync(server.ConnectionString, "select id from kept"));
    }

    [Fact]
    public async Task A_database_of_ones_own_is_dropped_under_open_connections()
    {
        await using var server = await PrivatePostgres.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await using var open = new NpgsqlConnection(database.ConnectionString);
        await open.OpenAsync();

        await database.DisposeAsync();

        Assert.Equal(0L, await ScalarAsync(server.ConnectionString, $"select count(*) from pg_database where datname = '{database.Name}'"));
    }

    [Fact]
    public async Task Redis_answers_and_restarts_on_its_port()
    {
        await using var server = await PrivateRedis.StartAsync();
        var (pid, port) = (server.Pid, server.Port);
        await server.RestartAsync();
        Assert.NotEqual(pid, server.Pid);
        Assert.Equal(port, server.Port);
    }

    [Fact]
    public async Task Anvil_answers_with_the_ten_accounts_of_the_test_mnemonic()
    {
        await using var server = await PrivateAnvil.StartAsync(new AnvilOptions { ChainId = 84532 });
        using var rpc = new DevelopmentRpc(server.RpcUrl);
        Assert.Equal("0x14a34", await rpc.CallAsync<string>("eth_chainId"));
        Assert.Equal(
            server.Accounts.Select(account => account.Address.ToLowerInvariant()),
            (await rpc.CallAsync<string[]>("eth_accounts"))!.Select(address => address.ToLowerInvariant()));
        var printed = await File.ReadAllTextAsync(server.LogFile);
        Assert.All(server.Accounts, account => Assert.Contains(account.PrivateKey, printed, StringComparison.Ordinal));
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
