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

/// <summary>One configured chain, checked against what its node says, with everything that works on it.</summary>
public sealed class PaynodeChain
{
    private readonly ChainOptions _options;
    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;

    private PaynodeChain(
        string name,
        ChainOptions options,
        IChainClient client,
        IReadOnlyList<TokenInfo> tokens,
        NpgsqlDataSource source,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        (Name, _options, Client, Tokens) = (name, options, client, tokens);
        (_source, _time, _loggers) = (source, time, loggers);
        Escrow = new EscrowContract(options.ChainId, Address.Parse(options.Escrow));
        Deposits = new DepositRegistry(Escrow, source, time);
        Visits = new DepositVisits(source, options.ChainId, time);
        Transactions = new TransactionQueries(source, options.ChainId);
        Indexer = new ChainIndexer(client, IndexerOptions(), source, time, loggers.CreateLogger<ChainIndexer>());
    }

    /// <summary>The configured name.</summary>
    public string Name { get; }

    /// <summary>The chain's id.</summary>
    public long ChainId => _options.ChainId;

    /// <summary>The blocks behind the newest that a reorganisation may reach.</summary>
    public int ReorgWindow => _options.ReorgWindow;

    /// <summary>Releases or refunds that one transaction carries at most.</summary>
    public int BatchItems => _options.BatchItems;

    /// <summary>How long the first of a batch may wait for others.</summary>
    public TimeSpan BatchAge => TimeSpan.FromSeconds(_options.BatchSeconds);

    /// <summary>How long before its deadline a release may cost more than the ceiling.</summary>
    public TimeSpan DeadlinePriorityBefore => TimeSpan.FromMinutes(_options.PressingMinutes);

    /// <summary>The chain.</summary>
    public IChainClient Client { get; }

    /// <summary>The single nodes behind <see cref="Client"/>, each with its host; the rest of a URL may be a credential.</summary>
    public IReadOnlyList<ChainEndpoint> Endpoints => [.. Hosts().Zip(Members(), (host, client) => new ChainEndpoint(host, client))];

    /// <summary>The most to pay per gas, in wei; nothing: no ceiling.</summary>
    public BigInteger? MaxFeePerGas => _options.MaxFeeGwei is { } gwei ? Wei(gwei) : null;

    /// <summary>What amounts above all steps need: a number of confirmations, <c>safe</c> or <c>finalized</c>.</summary>
    public string Confirmations => _options.Confirmations;

    /// <summary>The escrow.</summary>
    public EscrowContract Escrow { get; }

    /// <summary>Escrows from before that still hold orders.</summary>
    public IReadOnlyList<EscrowContract> FormerEscrows => [.. _options.FormerEscrows.Select(it => new EscrowContract(ChainId, Address.Parse(it)))];

    /// <summary>The tokens, as the chain describes them.</summary>
    public IReadOnlyList<TokenInfo> Tokens { get; }

    /// <summary>The orders whose deposit addresses are watched.</summary>
    public DepositRegistry Deposits { get; }

    /// <summary>Which of those addresses have to be looked at.</summary>
    public DepositVisits Visits { get; }

    /// <summary>Follows the chain.</summary>
    public ChainIndexer Indexer { get; }

    /// <summary>Looks at transactions.</summary>
    public TransactionQueries Transactions { get; }

    /// <summary>Connects to a chain, and refuses when the node is of another chain or a contract is not there.</summary>
    /// <param name="name">The configured name.</param>
    /// <param name="options">The chain's description.</param>
    /// <param name="client">The chain; see <see cref="ChainClientFactory"/>.</param>
    /// <param name="source">The database with the module's tables.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Makes the parts' loggers.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The chain.</returns>
    /// <exception cref="InvalidOperationException">The node does not fit the description.</exception>
    public static async Task<PaynodeChain> ConnectAsync(
        string name,
        ChainOptions options,
        IChainClient client,
        NpgsqlDataSource source,
        TimeProvider time,
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
            tokens.Add(await TokenReader.ReadAsync(client, chainId, symbol, Address.Parse(address), cancellationToken).ConfigureAwait(false));
        }

        Report(name, tokens, loggers.CreateLogger<PaynodeChain>());

        return new PaynodeChain(name, options, client, tokens, source, time, loggers);
    }

    /// <summary>Finds a token by its symbol.</summary>
    /// <param name="symbol">The configured symbol.</param>
    /// <returns>The token, or nothing.</returns>
    public TokenInfo? Token(string symbol) => Tokens.FirstOrDefault(t => t.Symbol == symbol);

    /// <summary>Makes the sender of one key.</summary>
    /// <param name="signer">Holds the key.</param>
    /// <param name="seal">Seals what is requested; the same for all processes that send with this key.</param>
    /// <returns>The sender.</returns>
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
        return new TransactionSender(Client, signer, seal, options, _source, _time, _loggers.CreateLogger<TransactionSender>());
    }

    private static void Report(string name, IEnumerable<TokenInfo> tokens, ILogger logger)
    {
        foreach (var token in tokens)
        {
            logger.LogInformation(
                "{Chain}: {Symbol} at {Address} has {Decimals} decimals; its signatures are for {Domain}",
                name, token.Symbol, token.Address, token.Decimals,
                token.SigningDomain is { } domain ? $"'{domain.Name}' version {domain.Version}" : "no domain that it proves: permits and authorizations are not taken");
        }
    }

    private IEnumerable<string> Hosts() => _options.Endpoints().Select(url => url.Host);

    private IReadOnlyList<IChainClient> Members() => Client is QuorumChainClient several ? several.Members : [Client];

    // What a release is worth to its provider is far more than its gas; what a node that makes a price up can take stays bounded.
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
