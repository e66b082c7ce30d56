using System.Globalization;
using Npgsql;
using Paynode.LocalServices.Processes;

namespace Paynode.LocalServices;

/// <summary>
/// A PostgreSQL server of one's own on loopback, durable as in production (fsync and synchronous_commit on).
/// PostgreSQL refuses to run as root: there it runs as the user <c>postgres</c>.
/// </summary>
public sealed class PrivatePostgres : PrivateServer
{
    private const string User = "paynode";

    private readonly PostgresBinaries _binaries;
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly string? _runAs;
    private readonly string _password;

    private PrivatePostgres(PrivateServerOptions options, string directory, PostgresBinaries binaries, string password)
        : base(options, directory)
    {
        _binaries = binaries;
        _settings = options.Settings;
        _runAs = PostgresBinaries.RunAs;
        _password = password;
    }

    /// <summary>postgres://user:password@127.0.0.1:port/paynode</summary>
    public string ConnectionUrl => PostgresUrl.From(ConnectionString);

    /// <summary>The same for Npgsql.</summary>
    public string ConnectionString => ConnectionStringTo(Port, User);

    private protected override string Name => "PostgreSQL";

    /// <summary>Creates the data folder if it is new, starts the server and waits until it answers.</summary>
    public static async Task<PrivatePostgres> StartAsync(PrivateServerOptions? options = null)
    {
        options ??= new PrivateServerOptions();
        var binaries = PostgresBinaries.Find();
        var directory = await PostgresDirectory.PrepareAsync(options);
        var password = await PostgresDirectory.PasswordAsync(directory);
        var server = new PrivatePostgres(options, directory, binaries, password);
        try
        {
            await server.InitializeAsync();
            await server.LaunchAsync();
            await server.CreateOwnDatabaseAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Creates an empty database, or a copy of a template that nobody is connected to; dropped on disposal.</summary>
    public Task<PrivateDatabase> CreateDatabaseAsync(string? template = null) =>
        PrivateDatabase.CreateAsync(ConnectionString, template);

    private protected override SupervisedProcessOptions Command(int port) => new()
    {
        Program = _binaries.Server,
        Arguments = ["-D", PostgresDirectory.Data(Directory), .. Settings(port).SelectMany(s => new[] { "-c", $"{s.Key}={s.Value}" })],
        Environment = PostgresBinaries.CleanEnvironment(),
        WorkingDirectory = "/",
        LogFile = LogFile,
        // Immediate shutdown: no checkpoint, but the shared memory and the lock file are tidied up.
        DeathSignal = "QUIT",
        RunAs = _runAs,
    };

    private protected override string StopSignal(bool immediate) => immediate ? "QUIT" : "INT";

    private protected override async Task<bool> AnswersAsync(int port, int pid, CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionStringTo(port, "postgres"));
            await connection.OpenAsync(cancellation);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task InitializeAsync()
    {
        var data = PostgresDirectory.Data(Directory);
        if (File.Exists(Path.Combine(data, "PG_VERSION")))
            return;
        await CommandLine.RunAsync([
            .. ShellCommand.Privileges(_runAs, deathSignal: null), _binaries.InitDb, "-D", data,
            "--no-sync", "--encoding=UTF8", "--locale=C", $"--username={User}",
            "--auth=scram-sha-256", $"--pwfile={PostgresDirectory.PasswordFile(Directory)}"]);
    }

    private async Task CreateOwnDatabaseAsync()
    {
        await using var connection = new NpgsqlConnection(ConnectionStringTo(Port, "postgres"));
        await connection.OpenAsync();
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = 'paynode'", connection);
        if (await exists.ExecuteScalarAsync() is not null)
            return;
        await using var create = new NpgsqlCommand("create database paynode", connection);
        await create.ExecuteNonQueryAsync();
    }

    private Dictionary<string, string> Settings(int port)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = port.ToString(CultureInfo.InvariantCulture),
            // The path of a socket may not exceed some hundred bytes; a clone's may.
            ["unix_socket_directories"] = "",
            ["fsync"] = "on",
            ["synchronous_commit"] = "on",
            ["max_connections"] = "200",
            ["timezone"] = "UTC",
            ["log_timezone"] = "UTC",
        };
        foreach (var (name, value) in _settings)
            settings[name] = value;
        return settings;
    }

    private string ConnectionStringTo(int port, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = User,
        Password = _password,
        Database = database,
        // The probe of a server that is still starting must not leave a pool behind.
        Pooling = database != "postgres",
    }.ConnectionString;
}
