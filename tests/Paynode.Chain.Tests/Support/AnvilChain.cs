using System.Numerics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Transactions;
using Paynode.LocalServices;

namespace Paynode.Chain.Tests.Support;

/// <summary>A real chain with an escrow and a token on it, and a database beside it.</summary>
public sealed class AnvilChain : ServicesFixture, IAsyncLifetime, IDisposable
{
    private static long s_lastChainId = 50_000;

    private readonly HttpClient _http = new();
    private readonly long _chainId = Interlocked.Increment(ref s_lastChainId);

    public AnvilChain()
        : base(LocalService.Postgres)
    {
    }

    public PrivateAnvil Node { get; private set; } = null!;

    public NpgsqlDataSource Source { get; private set; } = null!;

    public IChainClient Client { get; private set; } = null!;

    public EscrowDeployment Deployment { get; private set; } = null!;

    public EscrowContract Escrow => Deployment.Contract;

    public LocalKeySigner Admin => Signer(0);

    public LocalKeySigner Operator => Signer(1);

    public LocalKeySigner Payer => Signer(2);

    public LocalKeySigner Provider => Signer(3);

    /// <summary>An account that has nothing to do with any order.</summary>
    public LocalKeySigner ThirdParty => Signer(4);

    public LocalKeySigner Signer(int account) => LocalKeySigner.FromHex(Node.Accounts[account].PrivateKey);

    /// <summary>An account that nobody else uses, with ether.</summary>
    public async Task<LocalKeySigner> NewAccountAsync()
    {
        var signer = new LocalKeySigner(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        await ControlAsync("anvil_setBalance", signer.Address.ToString(), Hex.EncodeQuantity(BigInteger.Pow(10, 20)));
        return signer;
    }

    public WalletClient Wallet(ISigner signer) => new(Client, signer, TimeProvider.System);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Source = await ChainTables.CreateAsync(DatabaseConnectionString);
        // A private chain even where CHAIN_RPC_URL is set: the tests reorganise it.
        Node = await PrivateAnvil.StartAsync(new AnvilOptions { ChainId = _chainId });
        Client = new NethereumChainClient(_http, new Uri(Node.RpcUrl), new RpcEndpointOptions(), TimeProvider.System, new Random(1));
        Deployment = await EscrowDeployment.DeployAsync(Client, Wallet(Admin), Operator.Address, Admin.Address, 50, default);
        await Wallet(Payer).SendAsync(Deployment.Token, EscrowDeployment.Mint(Payer.Address, 1_000_000_000_000), 0, default);
        await Wallet(Payer).SendAsync(Deployment.Token, EscrowCalls.Approve(Escrow.Address, 1_000_000_000_000), 0, default);
    }

    public override async Task DisposeAsync()
    {
        await Node.DisposeAsync();
        await Source.DisposeAsync();
        await base.DisposeAsync();
    }

    public void Dispose() => _http.Dispose();

    public async Task<EscrowTerms> TermsAsync(BigInteger amount, ReleaseMode mode = ReleaseMode.Operator, TimeSpan? lifetime = null)
    {
        var now = (await Client.GetHeadAsync(default)).TimestampSeconds;
        return new EscrowTerms(
            EscrowTerms.ReferenceOf(Guid.CreateVersion7()), Deployment.Token, amount, Payer.Address, Payer.Address,
            now + (long)(lifetime ?? TimeSpan.FromHours(1)).TotalSeconds, 50, 0, Address.Zero, mode);
    }

    /// <summary>Calls one of Anvil's own methods.</summary>
    public async Task<string> ControlAsync(string method, params JsonNode?[] parameters)
    {
        var body = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = new JsonArray(parameters) };
        using var content = new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(Node.RpcUrl), content);
        var answer = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Null(answer["error"]);
        return answer["result"]?.ToJsonString() ?? "";
    }

    public Task MineAsync(int blocks) => ControlAsync("anvil_mine", Hex.EncodeQuantity(blocks));

    public ChainIndexer NewIndexer(int confirmations = 1) => new(
        Client,
        new ChainIndexerOptions
        {
            ChainId = Escrow.ChainId,
            Escrows = [Escrow.Address],
            Tokens = [Deployment.Token],
            StartBlock = Deployment.BlockNumber,
            Confirmations = new ConfirmationPolicy(new ConfirmationRequirement(ConfirmationKind.Depth, confirmations)),
        },
        Source,
        TimeProvider.System,
        NullLogger<ChainIndexer>.Instance);
}
