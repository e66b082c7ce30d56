using Npgsql;
using Paynode.Chain.Indexing;

namespace Paynode.Chain.Tests.Support;

internal static class ChainTables
{
    /// <summary>Creates the module's tables in an empty database.</summary>
    public static async Task<NpgsqlDataSource> CreateAsync(string connectionString)
    {
        // No test here crashes the server, and waiting for the disk would take most of their time.
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Options = "-c synchronous_commit=off" };
        var source = NpgsqlDataSource.Create(settings.ConnectionString);
        foreach (var (_, sql) in ChainSchema.Scripts)
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        return source;
    }
}
