using System.Numerics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Paynode.Chain.Configuration;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Transactions;
using Paynode.LocalServices;
using Paynode.LocalServices.Hosting;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests.Support;

/// <summary>A real chain with an escrow that holds orders, a database, and settlement between them.</summary>
public sealed class SettlementStage() : ServicesFixture(LocalService.Postgres), IAsyncLifetime, IDisposable
{
    private static long lastChainId = 70_000;

    private readonly HttpClient http = new();
    private readonly long chainId = Interlocked.Increment(ref lastChainId);
    private NethereumChainClient client = null!;
    private PrivateAnvil node = null!;
    private EscrowDeployment deployment = null!;
    private Address otherToken;
    private NpgsqlDataSource source = null!;

    internal ShiftedTime Time { get; } = new();

    internal MoodyNode Node { get; private set; } = null!;

    internal AlertLog Alerts { get; } = new();

    internal EscrowDeployment Deployment => deployment;

    internal NethereumChainClient Client => client;

    public ChainIntentStore Intents { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        source = NpgsqlDataSource.Create(DatabaseConnectionString);
        await Migrator.ApplyAsync(source, [.. StorageSchema.Scripts, .. ChainSchema.Scripts.Select(script => new SqlScript(script.Name, script.Sql))]);
        Intents = new ChainIntentStore(source, new SettlementSeal(new SecretBox(new byte[32])), Time);
        // A private chain even where CHAIN_RPC_URL is set: each test has an escrow of its own on it.
        node = await PrivateAnvil.StartAsync(new AnvilOptions { ChainId = chainId });
        client = new NethereumChainClient(http, new Uri(node.RpcUrl), new RpcEndpointOptions(), TimeProvider.System, new Random(1));
        Node = new MoodyNode(client);
        deployment = await EscrowDeployment.DeployAsync(client, Wallet(0), Signer(1).Address, Signer(0).Address, 50, default);
        otherToken = (await Wallet(0).SendAsync(null, ContractArtifact.TestUsd.InitCode, 0, default)).ContractAddress!.Value;
        await Wallet(2).SendAsync(deployment.Token, EscrowDeployment.Mint(Signer(2).Address, 1_000_000_000_000), 0, default);
        await Wallet(2).SendAsync(deployment.Token, EscrowCalls.Approve(deployment.Contract.Address, 1_000_000_000_000), 0, default);
    }

    public override async Task DisposeAsync()
    {
        await node.DisposeAsync();
        await source.DisposeAsync();
        await base.DisposeAsync();
    }

    public void Dispose() => http.Dispose();

    /// <summary>Settlement on a chain that is named for the test, so that another's intents are not in its way.</summary>
    internal async Task<(SettlementBatches Batches, ChainContext Chain)> OpenAsync(
        string name, Action<ChainOptions>? configure = null, IChainClient? through = null)
    {
        var options = new ChainOptions { ChainId = chainId, RpcUrl = node.RpcUrl, Escrow = deployment.Contract.Address.ToString(), Confirmations = "1" };
        options.Tokens["USDC"] = deployment.Token.ToString();
        options.Tokens["USDT"] = otherToken.ToString();
        configure?.Invoke(options);
        var chain = await PaynodeChain.ConnectAsync(name, options, through ?? Node, source, Time, NullLoggerFactory.Instance, default);
        var entry = new ChainContext(chain, chain.CreateSender(Signer(1), new TransactionSeal(new byte[32])));
        var escrows = EscrowsOf(chain);
        var failed = new FailedBatches(escrows, Intents, Time, Alerts);
        return (new SettlementBatches(new ChainRegistry([entry]), escrows, Intents, failed, Time, NullLogger<SettlementBatches>.Instance), entry);
    }

    /// <summary>What moves deposits on, with a smallest order of one dollar in USDC and two in USDT.</summary>
    internal DepositCollector Collector(ChainContext chain)
    {
        var corridors = new[] { ("USDC", 1_000_000), ("USDT", 2_000_000) }.Select(it => new Corridor
        {
            Id = new CorridorId(Currencies.Get(it.Item1), Currencies.Get("NGN")),
            Chain = chain.Name,
            MinAmount = new Money(it.Item2, Currencies.Get(it.Item1)),
            MaxAmount = new Money(1_000_000_000, Currencies.Get(it.Item1)),
        });
        return new DepositCollector(EscrowsOf(chain.Chain), new CorridorCatalogue(corridors), Time, NullLogger<DepositCollector>.Instance);
    }

    /// <summary>An order whose deposit address is watched.</summary>
    internal async Task<EscrowDeposit> RegisterAsync(ChainContext chain, long amount, long deadlineIn = 86_400)
    {
        var now = (await client.GetHeadAsync(default)).TimestampSeconds;
        return await chain.Deposits.RegisterDepositAsync(TermsOf(amount, now + deadlineIn), default);
    }

    /// <summary>Sends tokens to a deposit address, and tells the collector as the chain's watch does.</summary>
    internal async Task PayAsync(ChainContext chain, EscrowDeposit deposit, long amount, Address? token = null)
    {
        await Wallet(2).SendAsync(token ?? deployment.Token, EscrowDeployment.Mint(deposit.Address, amount), 0, default);
        await DepositCollector.NoteAsync(chain, new EscrowEvent.DepositSeen(deposit.Address, token ?? deployment.Token, Signer(2).Address, amount), default);
    }

    internal Address OtherToken => otherToken;

    /// <summary>The gas that a transaction was given.</summary>
    internal async Task<long> GasLimitAsync(string key)
    {
        await using var command = source.CreateCommand("SELECT gas_limit FROM chain.transactions WHERE chain_id = $1 AND idempotency_key = $2");
        command.Parameters.Add(new NpgsqlParameter { Value = chainId });
        command.Parameters.Add(new NpgsqlParameter { Value = key });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    internal Task<BigInteger> RefundedAsync(Address? token = null) => TokenReader.BalanceAsync(client, token ?? deployment.Token, Signer(4).Address, default);

    /// <summary>Compares the books with a chain.</summary>
    internal Reconciliation ReconciliationOf(ChainContext chain) => new(
        source, new InvariantReader(source), new Inbox(source), new LedgerStore(source), Intents, new ChainRegistry([chain]), EscrowsOf(chain.Chain), Time);

    /// <summary>Tokens that somebody sends the escrow outside of any order.</summary>
    internal Task SendTokensAsync(long amount) =>
        Wallet(2).SendAsync(deployment.Token, EscrowDeployment.Mint(deployment.Contract.Address, amount), 0, default);

    /// <summary>Books what was locked, as the order's queue does.</summary>
    internal Task BookLocksAsync(ChainContext chain) => source.InTransactionAsync(async connection =>
    {
        foreach (var locked in await ChainEventStore.LocksAsync(connection, chain.ChainId, long.MaxValue, 100, default))
        {
            var amount = new Money((Int128)locked.Event.Amount, Currencies.Get("USDC"));
            await new LedgerStore(source).AppendAsync(connection, Postings.Locked(locked.Key, null, chain.Name, amount), Time.GetUtcNow());
        }
    });

    /// <summary>Mines empty blocks.</summary>
    internal async Task MineAsync(int blocks)
    {
        using var rpc = new DevelopmentRpc(node.RpcUrl);
        await rpc.CallAsync<object>("anvil_mine", blocks);
    }

    /// <summary>An escrow that takes this one's place; this one is a former one then.</summary>
    internal async Task<Address> SuccessorAsync() =>
        (await EscrowDeployment.DeployAsync(client, Wallet(0), Signer(1).Address, Signer(0).Address, 50, default)).Contract.Address;

    /// <summary>Locks orders and decides their release.</summary>
    internal async Task<IReadOnlyList<Bytes32>> OrdersToReleaseAsync(string chain, int count, TimeSpan? deadlineIn = null)
    {
        var ids = new List<Bytes32>();
        for (var i = 0; i < count; i++)
        {
            var id = await LockAsync();
            await source.InTransactionAsync(connection => Intents.TryAddAsync(connection, new ChainIntent(
                chain, id.ToString(), new OrderId(Guid.CreateVersion7()), ChainIntentKind.Release, Signer(3).Address.ToString(),
                new Money(Amount, Currencies.Get("USDC")), Time.GetUtcNow()) 
            {
                Escrow = deployment.Contract.Address.ToString(),
                Deadline = Time.GetUtcNow() + (deadlineIn ?? TimeSpan.FromDays(1)),
            }, default));
            ids.Add(id);
        }

        return ids;
    }

    /// <summary>Runs a statement, as somebody does who can write the database.</summary>
    internal async Task<int> WriteAsync(string sql, params object[] values)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.AddRange(values.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>What follows chains; the first is where deposits are moved on.</summary>
    internal ChainWatch Watch(IReadOnlyList<ChainContext> chains, IOrderQueue queue, TimeProvider clock) => new(
        new ChainRegistry(chains), new ChainEventStore(source, Time), new OrderStore(source), queue, Collector(chains[0]), WatchReleases(), clock,
        NullLogger<ChainWatch>.Instance);

    /// <summary>Compares what a chain released with what was decided.</summary>
    internal ReleaseWatch WatchReleases() => new(
        source, new ChainEventStore(source, Time), Intents, new ChainStopStore(source), Time, NullLogger<ReleaseWatch>.Instance);

    internal Task<string?> StoppedForAsync(string chain) => new ChainStopStore(source).FindAsync(chain);

    /// <summary>Whether the escrow takes no new orders.</summary>
    internal async Task<bool> IsPausedAsync()
    {
        using var rpc = new DevelopmentRpc(node.RpcUrl);
        var selector = "0x" + Convert.ToHexStringLower(Keccak256.Hash(System.Text.Encoding.ASCII.GetBytes("newOrdersPaused()")).ToArray()[..4]);
        var answer = await rpc.CallAsync<string>("eth_call", new { to = deployment.Contract.Address.ToString(), data = selector }, "latest");
        return answer!.EndsWith('1');
    }

    /// <summary>A release with the operator's key, past Paynode.</summary>
    internal Task ReleaseByHandAsync(Bytes32 order) => Wallet(1).SendAsync(
        deployment.Contract.Address,
        EscrowCalls.Release([new EscrowRelease(order, Signer(5).Address, new BigInteger(Amount), [])]), 0, default);

    internal async Task<bool> AllReleasedAsync(IEnumerable<Bytes32> orders)
    {
        foreach (var order in orders)
        {
            if (!await IsReleasedAsync(order))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Drives settlement until something holds, at most <see cref="MaxDrives"/> times.</summary>
    internal static async Task DriveUntilAsync(SettlementBatches batches, Func<Task<bool>> holds)
    {
        for (var drive = 0; drive < MaxDrives; drive++)
        {
            await batches.DriveAsync(default);
            if (await holds())
            {
                return;
            }
        }

        Assert.Fail($"It did not come to hold within {MaxDrives} drives.");
    }

    internal async Task<bool> IsReleasedAsync(Bytes32 order) =>
        (await EscrowReader.OrderAsync(client, deployment.Contract, order, default)).Remaining.IsZero;

    internal async Task<IReadOnlyList<string?>> BatchesAsync(string chain, IEnumerable<Bytes32> orders)
    {
        var keys = new List<string?>();
        foreach (var order in orders)
        {
            keys.Add((await Intents.FindAsync(chain, order.ToString()))!.BatchKey);
        }

        return keys;
    }

    private const long Amount = 1_000_000;

    private const int MaxDrives = 120;

    private static LocalKeySigner Signer(int account) => LocalKeySigner.FromHex(AnvilAccount.Standard[account].PrivateKey);

    private WalletClient Wallet(int account) => new(client, Signer(account), TimeProvider.System);

    private EscrowDirectory EscrowsOf(PaynodeChain chain)
    {
        var tokens = new Dictionary<Currency, Address> { [Currencies.Get("USDC")] = deployment.Token, [Currencies.Get("USDT")] = otherToken };
        return new EscrowDirectory([new ChainEscrow(chain.Name, chain.Escrow, tokens) { Former = chain.FormerEscrows }]);
    }

    private EscrowTerms TermsOf(long amount, long deadline) => new(
        EscrowTerms.ReferenceOf(Guid.CreateVersion7()), deployment.Token, new BigInteger(amount), Address.Zero, Signer(4).Address,
        deadline, 50, 0, Address.Zero, ReleaseMode.Operator);

    /// <summary>An order of one dollar that is funded.</summary>
    internal async Task<Bytes32> LockAsync()
    {
        var now = (await client.GetHeadAsync(default)).TimestampSeconds;
        var terms = TermsOf(Amount, now + 86_400);
        await Wallet(2).SendAsync(deployment.Contract.Address, EscrowCalls.Lock(terms), 0, default);
        return deployment.Contract.OrderIdOf(terms);
    }
}
