using Npgsql;
using Paynode.LocalServices;

namespace Paynode.Storage.Tests;

/// <summary>A migrated database with its stores; one for each test class.</summary>
public sealed class StorageDatabase(PostgresServer server) : IAsyncLifetime
{
    private PrivateDatabase? _database;

    public ManualClock Clock { get; } = new();

    public SecretBox Secrets { get; } = new(new byte[32]);

    public string ConnectionString => DatabaseUrl.ToConnectionString(_database!.ConnectionUrl);

    public NpgsqlDataSource Source { get; private set; } = null!;

    public TenantStore Tenants => field ??= new(Source, Clock);

    public IdempotencyStore Idempotency => field ??= new(Source, Secrets, Clock);

    public QuoteStore Quotes => field ??= new(Source);

    public OrderStore Orders => field ??= new(Source);

    public DecisionStore Decisions => field ??= new(Source);

    public OfferStore Offers => field ??= new(Source);

    public ProviderStore Providers => field ??= new(Source, Secrets, Clock);

    public ReplayGuard Replays => field ??= new(Source);

    public LedgerStore Ledger => field ??= new(Source);

    public Inbox Inbox => field ??= new(Source);

    public Outbox Outbox => field ??= new(Source);

    public ChainIntentStore Intents => field ??= new(Source, new SettlementSeal(Secrets), Clock);

    public InvariantReader Invariants => field ??= new(Source);

    public async Task InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        Source = NpgsqlDataSource.Create(ConnectionString);
        await Migrator.ApplyAsync(Source, StorageSchema.Scripts);
    }

    public async Task DisposeAsync()
    {
        await Source.DisposeAsync();
        await _database!.DisposeAsync();
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
