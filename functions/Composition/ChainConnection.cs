using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Configuration;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Chain.Transactions;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>The configured chains, each connected and checked against its node.</summary>
/// <param name="Fleet">Reads and writes them.</param>
/// <param name="Escrows">Their escrows.</param>
/// <param name="Facts">Facts about them for the corridors.</param>
public sealed record ChainConnection(ChainRegistry Fleet, EscrowDirectory Escrows, IReadOnlyCollection<ChainFacts> Facts)
{
    /// <summary>Connects to every configured chain.</summary>
    /// <param name="configuration">With a section <c>Chains</c>.</param>
    /// <param name="createClient">Makes a chain's client.</param>
    /// <param name="operatorKey">Signs transactions.</param>
    /// <param name="seal">Seals transactions before signing.</param>
    /// <param name="database">The migrated database.</param>
    /// <param name="loggers">Makes loggers.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="InvalidOperationException">A chain's node, escrow or token does not match its configuration.</exception>
    public static async Task<ChainConnection> OpenAsync(
        IConfiguration configuration, Func<ChainOptions, IChainClient> createClient, ISigner operatorKey, TransactionSeal seal,
        NpgsqlDataSource database, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var nodes = new List<ChainContext>();
        var escrows = new List<ChainEscrow>();
        var facts = new List<ChainFacts>();
        foreach (var (name, options) in ChainOptions.Read(configuration))
        {
            var client = createClient(options);
            var chain = await PaynodeChain.ConnectAsync(name, options, client, database, TimeProvider.System, loggers, cancellationToken);
            var feeReceiver = await EscrowReader.FeeReceiverAsync(client, chain.Escrow, cancellationToken);
            var feeBps = await EscrowReader.ProtocolFeeBpsAsync(client, chain.Escrow, cancellationToken);
            nodes.Add(new ChainContext(chain, chain.CreateSender(operatorKey, seal)));
            escrows.Add(new ChainEscrow(name, chain.Escrow, TokensOf(chain)) { Former = chain.FormerEscrows, FeeReceiver = feeReceiver });
            facts.Add(new ChainFacts(name, [.. chain.Tokens.Select(token => token.Symbol)], new BasisPoints(feeBps)));
        }

        return nodes.Count > 0
            ? new ChainConnection(new ChainRegistry(nodes), new EscrowDirectory(escrows), facts)
            : throw new InvalidOperationException("No chain is configured; set Chains__{name}__ChainId, RpcUrl, Escrow and Tokens.");
    }

    private static Dictionary<Currency, Address> TokensOf(PaynodeChain chain) => chain.Tokens.ToDictionary(
        token => Currencies.Find(token.Symbol) is { IsToken: true } currency && currency.Exponent == token.Decimals
            ? currency
            : throw new InvalidOperationException(
                $"Chain '{chain.Name}': {token.Symbol} is not a supported token, or does not have {token.Decimals} decimals."),
        token => token.Address);
}
