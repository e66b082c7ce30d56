using Npgsql;

namespace Paynode.LocalServices;

/// <summary>A database of one's own on some server, dropped on disposal whoever is still connected.</summary>
public sealed class PrivateDatabase : IAsyncDisposable
{
    private readonly string _server;

    private PrivateDatabase(string server, string name)
    {
        _server = server;
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    /// <summary>The database's name.</summary>
    public string Name { get; }

    /// <summary>For Npgsql.</summary>
    public string ConnectionString { get; }

    /// <summary>postgres://…</summary>
    public string ConnectionUrl => PostgresUrl.From(ConnectionString);

    /// <summary>Creates an empty database on the server of this connection string, or a copy of a template database.</summary>
    public static async Task<PrivateDatabase> CreateAsync(string serverConnectionString, string? template = null)
    {
        var database = new PrivateDatabase(serverConnectionString, $"paynode_{Guid.NewGuid():N}");
        var source = template is null ? "" : $" template \"{template}\"";
        await database.ExecuteAsync($"create database \"{database.Name}\"{source}");
        return database;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await using (var pooled = new NpgsqlConnection(ConnectionString))
            NpgsqlConnection.ClearPool(pooled);
        await ExecuteAsync($"drop database if exists \"{Name}\" with (force)");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(_server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
