namespace Paynode.LocalServices;

/// <summary>
/// The services of one test class or collection: private ones, or where DATABASE_URL, REDIS_URL or CHAIN_RPC_URL
/// is set a database of one's own on that server, dropped at the end. Derive from it with
/// <c>class StorageFixture() : ServicesFixture(LocalService.Postgres), IAsyncLifetime;</c>.
/// </summary>
public class ServicesFixture
{
    private readonly LocalService _needed;
    private PrivateDatabase? _database;
    private RedisDatabase? _redisDatabase;

    /// <summary>All three services.</summary>
    public ServicesFixture()
        : this(LocalService.All)
    {
    }

    /// <summary>Only those that are needed.</summary>
    public ServicesFixture(LocalService needed) => _needed = needed;

    /// <summary>The private server; null when DATABASE_URL names another or none is needed.</summary>
    public PrivatePostgres? Postgres { get; private set; }

    /// <summary>The private server; null when REDIS_URL names another or none is needed.</summary>
    public PrivateRedis? Redis { get; private set; }

    /// <summary>The private chain; null when CHAIN_RPC_URL names another or none is needed.</summary>
    public PrivateAnvil? Anvil { get; private set; }

    /// <summary>The database for Npgsql.</summary>
    public string DatabaseConnectionString =>
        _database?.ConnectionString ?? Postgres?.ConnectionString ?? throw NotStarted(LocalService.Postgres);

    /// <summary>The database as postgres://…</summary>
    public string DatabaseUrl => PostgresUrl.From(DatabaseConnectionString);

    /// <summary>The Redis database as redis://host:port, with /number on a server that is not ours.</summary>
    public string RedisUrl => _redisDatabase?.Url ?? Redis?.Url ?? throw NotStarted(LocalService.Redis);

    /// <summary>The Redis database for StackExchange.Redis.</summary>
    public string RedisConnectionString =>
        _redisDatabase?.ConnectionString ?? Redis?.ConnectionString ?? throw NotStarted(LocalService.Redis);

    /// <summary>The chain's JSON-RPC address.</summary>
    public string ChainRpcUrl { get => field ?? Anvil?.RpcUrl ?? throw NotStarted(LocalService.Chain); private set; }

    /// <summary>How the chain runs when it is private.</summary>
    protected virtual AnvilOptions ChainOptions => new();

    /// <summary>Starts what is needed.</summary>
    public virtual async Task InitializeAsync()
    {
        await Task.WhenAll(StartPostgresAsync(), StartRedisAsync(), StartChainAsync());
    }

    /// <summary>Another empty database on the same server; dropped on disposal.</summary>
    public Task<PrivateDatabase> CreateDatabaseAsync(string? template = null) =>
        PrivateDatabase.CreateAsync(DatabaseConnectionString, template);

    /// <summary>Drops and stops what was created and started.</summary>
    public virtual async Task DisposeAsync()
    {
        foreach (var started in new IAsyncDisposable?[] { _database, _redisDatabase, Postgres, Redis, Anvil })
        {
            if (started is not null)
                await started.DisposeAsync();
        }
    }

    private async Task StartPostgresAsync()
    {
        if (!_needed.HasFlag(LocalService.Postgres))
            return;
        if (Given("DATABASE_URL") is { } url)
            _database = await PrivateDatabase.CreateAsync(PostgresUrl.ToConnectionString(url));
        else
            Postgres = await PrivatePostgres.StartAsync();
    }

    private async Task StartRedisAsync()
    {
        if (!_needed.HasFlag(LocalService.Redis))
            return;
        if (Given("REDIS_URL") is { } url)
            _redisDatabase = await RedisDatabase.ClaimAsync(url);
        else
            Redis = await PrivateRedis.StartAsync();
    }

    private async Task StartChainAsync()
    {
        if (!_needed.HasFlag(LocalService.Chain))
            return;
        if (Given("CHAIN_RPC_URL") is { } url)
            ChainRpcUrl = url;
        else
            Anvil = await PrivateAnvil.StartAsync(ChainOptions);
    }

    private static string? Given(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    private static InvalidOperationException NotStarted(LocalService service) => new($"{service} was not started.");
}
