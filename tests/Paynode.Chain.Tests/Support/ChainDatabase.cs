using Npgsql;
using Paynode.Chain.Indexing;
using Paynode.LocalServices;

namespace Paynode.Chain.Tests.Support;

/// <summary>A database with the module's tables, for one test class.</summary>
public sealed class ChainDatabase() : ServicesFixture(LocalService.Postgres), IAsyncLifetime
{
    public NpgsqlDataSource Source { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        // No test here crashes the server, and waiting for the disk would take most of their time.
        var settings = new NpgsqlConnectionStringBuilder(DatabaseConnectionString) { Options = "-c synchronous_commit=off" };
        Source = NpgsqlDataSource.Create(settings.ConnectionString);
        foreach (var (_, sql) in ChainSchema.Scripts)
        {
            await using var command = Source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    public override async Task DisposeAsync()
    {
        await Source.DisposeAsync();
        await base.DisposeAsync();
    }
}
