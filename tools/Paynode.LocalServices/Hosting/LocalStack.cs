namespace Paynode.LocalServices.Hosting;

/// <summary>
/// A whole Paynode on this machine: PostgreSQL, Redis and a chain (private ones, or those that DATABASE_URL,
/// REDIS_URL and CHAIN_RPC_URL name), the contracts on that chain, and the functions host over all of it.
/// </summary>
public sealed class LocalStack : IAsyncDisposable
{
    // The first account deploys and is the escrow's admin; the last one collects fees; those between are free to pay.
    private const int OperatorAccount = 1;

    private const string ChainVariable = "CHAIN_RPC_URL";

    private readonly LocalStackOptions _options;

    private LocalStack(LocalStackOptions options) => _options = options;

    /// <summary>The private server; null when DATABASE_URL names another.</summary>
    public PrivatePostgres? Postgres { get; private set; }

    /// <summary>The private server; null when REDIS_URL names another.</summary>
    public PrivateRedis? Redis { get; private set; }

    /// <summary>The private chain; null when CHAIN_RPC_URL names another.</summary>
    public PrivateAnvil? Anvil { get; private set; }

    /// <summary>The escrow and the test token.</summary>
    public DevelopmentContracts Contracts { get; private set; } = null!;

    /// <summary>Paynode's secrets.</summary>
    public DevelopmentKeys Keys { get; private set; } = null!;

    /// <summary>Paynode itself; it can be killed and started again.</summary>
    public WebProgram Host { get; private set; } = null!;

    /// <summary>The chain's funded accounts: number 0 is the escrow's admin, 1 Paynode's operator, 9 receives the fee.</summary>
    public IReadOnlyList<AnvilAccount> Accounts { get; } = AnvilAccount.Standard;

    /// <summary>The database as postgres://…</summary>
    public string DatabaseUrl => Postgres?.ConnectionUrl ?? Given("DATABASE_URL")!;

    /// <summary>Redis as redis://…</summary>
    public string RedisUrl => Redis?.Url ?? Given("REDIS_URL")!;

    /// <summary>The chain's JSON-RPC address.</summary>
    public string ChainRpcUrl => Anvil?.RpcUrl ?? Given(ChainVariable)!;

    /// <summary>Starts it all and waits until Paynode is ready.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="progress">Told what is being started.</param>
    /// <exception cref="ServiceUnusableException">CHAIN_RPC_URL names something that does not answer as a development chain does.</exception>
    public static async Task<LocalStack> StartAsync(LocalStackOptions options, IProgress<string>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var stack = new LocalStack(options);
        try
        {
            await stack.RequireGivenChainAsync();
            progress?.Report("Starting PostgreSQL, Redis and the chain");
            await stack.StartServicesAsync();
            progress?.Report("Deploying the escrow");
            await stack.DeployAsync();
            progress?.Report("Starting Paynode");
            await stack.StartHostAsync();
            return stack;
        }
        catch
        {
            await stack.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends all that was started here, Paynode first; what is detached lives on.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in new PrivateServer?[] { Host, Anvil, Redis, Postgres })
        {
            if (server is not null)
                await server.DisposeAsync();
        }
    }

    private async Task StartServicesAsync()
    {
        var postgres = Given("DATABASE_URL") is null ? StartPostgresAsync() : Task.CompletedTask;
        var redis = Given("REDIS_URL") is null ? StartRedisAsync() : Task.CompletedTask;
        var chain = Given(ChainVariable) is null ? StartChainAsync() : Task.CompletedTask;
        await Task.WhenAll(postgres, redis, chain);
    }

    private async Task StartPostgresAsync() => Postgres = await PrivatePostgres.StartAsync(
        new PrivateServerOptions { Directory = Folder("postgres"), LogFile = Log("postgres"), Detached = _options.Detached, Spawned = _options.Spawned });

    private async Task StartRedisAsync() => Redis = await PrivateRedis.StartAsync(
        new PrivateServerOptions { Directory = Folder("redis"), LogFile = Log("redis"), Detached = _options.Detached, Spawned = _options.Spawned });

    private async Task StartChainAsync() => Anvil = await PrivateAnvil.StartAsync(
        new AnvilOptions
        {
            Directory = Folder("chain"),
            LogFile = Log("chain"),
            Detached = _options.Detached,
            Spawned = _options.Spawned,
            BlockTime = _options.BlockTime,
        });

    /// <summary>Before anything is started: a chain of somebody else's may be away.</summary>
    private async Task RequireGivenChainAsync()
    {
        if (Given(ChainVariable) is not { } url)
            return;
        await OnGivenChainAsync(async () =>
        {
            using var chain = new DevelopmentRpc(url);
            return await chain.CallAsync<string>("eth_chainId");
        });
    }

    private async Task DeployAsync()
    {
        var operatorAccount = Accounts[OperatorAccount];
        Contracts = await OnGivenChainAsync(() => DevelopmentContracts.DeployAsync(
            ChainRpcUrl, operatorAccount.Address, feeReceiver: Accounts[^1].Address, _options.FeeBps));
        Keys = DevelopmentKeys.Create(operatorAccount);
    }

    /// <summary>Whatever a given chain does wrong is said in one sentence; what goes wrong on our own is a fault of ours.</summary>
    private async Task<T> OnGivenChainAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception fault) when (Given(ChainVariable) is not null && fault is not FileNotFoundException)
        {
            throw new ServiceUnusableException(ChainVariable, fault);
        }
    }

    private async Task StartHostAsync() => Host = await PaynodeHost.StartAsync(new PaynodeHostOptions
    {
        Project = _options.HostProject,
        DatabaseUrl = DatabaseUrl,
        RedisUrl = RedisUrl,
        ChainRpcUrl = ChainRpcUrl,
        Contracts = Contracts,
        Keys = Keys,
        Confirmations = _options.Confirmations,
        Directory = Folder("paynode"),
        LogFile = Log("paynode"),
        Port = _options.Port,
        Detached = _options.Detached,
        Spawned = _options.Spawned,
        Environment = _options.Environment,
    });

    private string? Folder(string name) => _options.Directory is { } directory ? Path.Combine(directory, name) : null;

    private string? Log(string name) => _options.LogDirectory is { } directory ? Path.Combine(directory, name + ".log") : null;

    private string? Given(string variable) =>
        !_options.AllPrivate && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
