using System.Numerics;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Transactions;

namespace Paynode.Chain.Configuration;

/// <summary>One configured chain, verified against its node, with all services that use it.</summary>
public sealed class PaynodeChain
{
    private readonly ChainOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _timeProvider;
    private readonly ILoggerFactory _loggers;

    private PaynodeChain(
        string name,
        ChainOptions options,
        IChainClient client,
        IReadOnlyList<TokenInfo> tokens,
        NpgsqlDataSource source,
        TimeProvider timeProvider,
        ILoggerFactory loggers)
    {
        (Name, _options, Client, Tokens) = (name, options, client, tokens);
        (_source, _timeProvider, _loggers) = (source, timeProvider, loggers);
        Escrow = new EscrowContract(options.ChainId, Address.Parse(options.Escrow));
        Deposits = new DepositRegistry(Escrow, source, timeProvider);
        Visits = new DepositVisits(source, options.ChainId, timeProvider);
        Transactions = new TransactionQueries(source, options.ChainId);
        Indexer = new ChainIndexer(client, IndexerOptions(), source, timeProvider, loggers.CreateLogger<ChainIndexer>());
    }

    /// <summary>The configured name.</summary>
    public string Name { get; }

    /// <summary>The chain's id.</summary>
    public long ChainId => _options.ChainId;

    /// <summary>The maximum depth of a reorganisation, in blocks below the head.</summary>
    public int ReorgWindow => _options.ReorgWindow;

    /// <summary>The maximum number of releases or refunds per transaction.</summary>
    public int BatchItems => _options.BatchItems;

    /// <summary>How long the first of a batch may wait for others.</summary>
    public TimeSpan BatchAge => TimeSpan.FromSeconds(_options.BatchSeconds);

    /// <summary>How long before its deadline a release may cost more than the ceiling.</summary>
    public TimeSpan DeadlinePriorityBefore => TimeSpan.FromMinutes(_options.PressingMinutes);

    /// <summary>The client of the chain.</summary>
    public IChainClient Client { get; }

    /// <summary>The single nodes behind <see cref="Client"/>, each with its host; the rest of a URL may be a credential.</summary>
    public IReadOnlyList<ChainEndpoint> Endpoints => [.. Hosts().Zip(Members(), (host, client) => new ChainEndpoint(host, client))];

    /// <summary>The maximum fee per gas, in wei; null for no ceiling.</summary>
    public BigInteger? MaxFeePerGas => _options.MaxFeeGwei is { } gwei ? Wei(gwei) : null;

    /// <summary>The requirement for amounts above all steps: a number of confirmations, <c>safe</c> or <c>finalized</c>.</summary>
    public string Confirmations => _options.Confirmations;

    /// <summary>The escrow.</summary>
    public EscrowContract Escrow { get; }

    /// <summary>Former escrows that still hold orders.</summary>
    public IReadOnlyList<EscrowContract> FormerEscrows =>
        [.. _options.FormerEscrows.Select(it => new EscrowContract(ChainId, Address.Parse(it)))];

    /// <summary>The tokens, with the properties read from the chain.</summary>
    public IReadOnlyList<TokenInfo> Tokens { get; }

    /// <summary>The orders whose deposit addresses are watched.</summary>
    public DepositRegistry Deposits { get; }

    /// <summary>The schedule of balance checks of those addresses.</summary>
    public DepositVisits Visits { get; }

    /// <summary>The chain's indexer.</summary>
    public ChainIndexer Indexer { get; }

    /// <summary>Queries transactions.</summary>
    public TransactionQueries Transactions { get; }

    /// <summary>Connects to a chain; fails when the node serves another chain or a contract is missing.</summary>
    /// <param name="name">The configured name.</param>
    /// <param name="options">The chain's configuration.</param>
    /// <param name="client">The chain; see <see cref="ChainClientFactory"/>.</param>
    /// <param name="source">The database with the module's tables.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="loggers">Creates the loggers.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="InvalidOperationException">The node does not match the configuration.</exception>
    public static async Task<PaynodeChain> ConnectAsync(
        string name,
        ChainOptions options,
        IChainClient client,
        NpgsqlDataSource source,
        TimeProvider timeProvider,
        ILoggerFactory loggers,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(client);
        var chainId = await client.GetChainIdAsync(cancellationToken).ConfigureAwait(false);
        if (chainId != options.ChainId)
        {
            throw new InvalidOperationException($"Chain '{name}' should have id {options.ChainId}, but its node serves {chainId}.");
        }

        await EscrowReader.RequireAsync(client, new EscrowContract(chainId, Address.Parse(options.Escrow)), cancellationToken)
            .ConfigureAwait(false);
        var tokens = new List<TokenInfo>();
        foreach (var (symbol, address) in options.Tokens)
        {
            tokens.Add(
                await TokenReader.ReadAsync(client, chainId, symbol, Address.Parse(address), cancellationToken).ConfigureAwait(false));
        }

        Report(name, tokens, loggers.CreateLogger<PaynodeChain>());

        return new PaynodeChain(name, options, client, tokens, source, timeProvider, loggers);
    }

    /// <summary>Finds a token by its symbol.</summary>
    /// <param name="symbol">The configured symbol.</param>
    /// <returns>The token, or null.</returns>
    public TokenInfo? Token(string symbol) => Tokens.FirstOrDefault(t => t.Symbol == symbol);

    /// <summary>Creates the sender of one key.</summary>
    /// <param name="signer">Holds the key.</param>
    /// <param name="seal">Seals requests; the same for all processes that send with this key.</param>
    public TransactionSender CreateSender(ISigner signer, TransactionSeal seal)
    {
        var options = new TransactionSenderOptions
        {
            ChainId = ChainId,
            StuckAfter = TimeSpan.FromSeconds(_options.StuckAfterSeconds),
            MaxFeePerGas = MaxFeePerGas,
            DeadlineMaxFeePerGas = _options.PressingMaxFeeGwei is { } gwei ? Wei(gwei) : MaxFeePerGas * DeadlineFeeFactor,
            MinPriorityFeePerGas = BigInteger.Max(BigInteger.One, Wei(_options.MinTipGwei)),
            Confirmations = ConfirmationRequirement.Parse(_options.Confirmations) is { Kind: ConfirmationKind.Depth } r ? r.Depth : 12,
        };
        return new TransactionSender(Client, signer, seal, options, _source, _timeProvider, _loggers.CreateLogger<TransactionSender>());
    }

    private static void Report(string name, IEnumerable<TokenInfo> tokens, ILogger logger)
    {
        foreach (var token in tokens)
        {
            logger.LogInformation(
                "{Chain}: {Symbol} at {Address} has {Decimals} decimals; its signatures are for {Domain}",
                name, token.Symbol, token.Address, token.Decimals,
                token.SigningDomain is { } domain
                    ? $"'{domain.Name}' version {domain.Version}"
                    : "no verifiable domain: permits and authorizations are not supported");
        }
    }

    private IEnumerable<string> Hosts() => _options.Endpoints().Select(url => url.Host);

    private IReadOnlyList<IChainClient> Members() => Client is QuorumChainClient several ? several.Members : [Client];

    // A release is worth far more to its provider than its gas; the loss through a node with a false price remains bounded.
    private const int DeadlineFeeFactor = 10;

    private static BigInteger Wei(decimal gwei) => new(gwei * 1_000_000_000m);

    private ChainIndexerOptions IndexerOptions() => new()
    {
        ChainId = ChainId,
        Escrows = [Escrow.Address, .. _options.FormerEscrows.Select(Address.Parse)],
        Tokens = [.. Tokens.Select(t => t.Address)],
        Confirmations = new ConfirmationPolicy(
            ConfirmationRequirement.Parse(_options.Confirmations), Tokens.ToDictionary(t => t.Address, Rules)),
        StartBlock = _options.StartBlock,
        ReorgWindow = _options.ReorgWindow,
        MaxRange = _options.MaxRange,
    };

    private IReadOnlyList<ConfirmationRule> Rules(TokenInfo token) =>
    [
        .. _options.ConfirmationSteps.OrderBy(step => step.UpTo).Select(step => new ConfirmationRule(
            new BigInteger(step.UpTo) * BigInteger.Pow(10, token.Decimals), ConfirmationRequirement.Parse(step.Require))),
    ];
}

/// <summary>One node of a chain.</summary>
/// <param name="Host">The host name.</param>
/// <param name="Client">A client for this node only.</param>
public sealed record ChainEndpoint(string Host, IChainClient Client);
