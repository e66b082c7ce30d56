using Npgsql;
using Paynode.LocalServices;

namespace Paynode.Chain.Tests.Support;

/// <summary>A database with the module's tables, for one test class.</summary>
public sealed class ChainDatabase() : ServicesFixture(LocalService.Postgres), IAsyncLifetime
{
    public NpgsqlDataSource Source { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Source = await ChainTables.CreateAsync(DatabaseConnectionString);
    }

    public override async Task DisposeAsync()
    {
        await Source.DisposeAsync();
        await base.DisposeAsync();
    }
}
