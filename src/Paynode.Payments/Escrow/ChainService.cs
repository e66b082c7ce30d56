using System.Globalization;
using System.Numerics;
using Paynode.Chain.Configuration;
using Paynode.Chain.Indexing;
using Paynode.Chain.Rpc;

namespace Paynode.Payments;

/// <summary>The operator's view of the chains and actions on them.</summary>
public sealed class ChainService(ChainRegistry registry, ChainEventStore events, ChainIntentStore intents, TimeProvider timeProvider)
{
    private const decimal WeiPerGwei = 1_000_000_000m;

    /// <summary>A node that does not respond within this time counts as unreachable.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    /// <summary>The status of every chain.</summary>
    public async Task<IReadOnlyList<ChainStatus>> StatusAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(
            registry.All.OrderBy(chain => chain.Name, StringComparer.Ordinal).Select(chain => StatusAsync(chain, cancellationToken)));

    /// <summary>Re-reads a chain from a block on; the events found are applied like any others.</summary>
    /// <param name="name">The chain's configured name.</param>
    /// <param name="fromBlock">The first block; null: everything since the escrow's first block.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What will be read, or <c>chain_unknown</c>, <c>from_block_invalid</c>.</returns>
    public async Task<Result<ReadAgain>> ReindexAsync(string name, long? fromBlock, CancellationToken cancellationToken)
    {
        if (registry.All.FirstOrDefault(chain => chain.Name == name) is not { } chain)
        {
            return new Problem("chain_unknown", "There is no such chain.");
        }

        var progress = await events.ProgressAsync(chain.ChainId, cancellationToken);
        return fromBlock is < 0 || fromBlock > (progress?.BlockNumber ?? 0)
            ? new Problem("from_block_invalid", "This block has not been read yet, or there is none.", "fromBlock")
            : await chain.Indexer.ReindexAsync(fromBlock ?? 0, cancellationToken);
    }

    private async Task<ChainStatus> StatusAsync(ChainContext chain, CancellationToken cancellationToken)
    {
        var progress = await events.ProgressAsync(chain.ChainId, cancellationToken);
        var head = HeadAsync(chain.Chain.Client, cancellationToken);
        var endpoints = Task.WhenAll(chain.Chain.Endpoints.Select(endpoint => EndpointAsync(endpoint, cancellationToken)));
        var gas = GasAsync(chain.Chain, cancellationToken);
        var settlement = await SettlementAsync(chain, cancellationToken);
        var newest = (await head).Number;
        return new ChainStatus(
            chain.Name,
            chain.ChainId,
            chain.Chain.Escrow.Address.ToString(),
            newest,
            progress?.BlockNumber,
            newest is { } top && progress is not null ? Math.Max(0, top - progress.BlockNumber) : null,
            progress?.ReadAt,
            progress?.AuditedBlock,
            progress?.RereadBlock,
            chain.Chain.Confirmations,
            await endpoints,
            await gas,
            settlement);
    }

    private async Task<ChainSettlementStatus> SettlementAsync(ChainContext chain, CancellationToken cancellationToken)
    {
        var backlog = await intents.BacklogAsync(chain.Name, cancellationToken);
        var waiting = await chain.Sender.WaitingCountsAsync(cancellationToken);
        return new ChainSettlementStatus(
            chain.Sender.Address.ToString(), backlog.Releases, backlog.Refunds, backlog.Quarantined, backlog.OldestAt,
            backlog.FirstDeadline, waiting);
    }

    private async Task<ChainEndpointStatus> EndpointAsync(ChainEndpoint endpoint, CancellationToken cancellationToken)
    {
        var (number, fault) = await HeadAsync(endpoint.Client, cancellationToken);
        return new ChainEndpointStatus(endpoint.Host, number, fault);
    }

    private async Task<(long? Number, string? Fault)> HeadAsync(IChainClient client, CancellationToken cancellationToken)
    {
        var (head, fault) = await AskAsync(token => client.GetHeadAsync(token), cancellationToken);
        return (head?.Number, fault);
    }

    private async Task<ChainGasStatus?> GasAsync(PaynodeChain chain, CancellationToken cancellationToken)
    {
        var (fees, _) = await AskAsync(chain.Client.GetFeesAsync, cancellationToken);
        return fees is null
            ? null
            : new ChainGasStatus(
                Gwei(fees.BaseFeePerGas), Gwei(fees.PriorityFeePerGas), chain.MaxFeePerGas is { } ceiling ? Gwei(ceiling) : null,
                chain.MaxFeePerGas is { } limit && fees.BaseFeePerGas + fees.PriorityFeePerGas > limit);
    }

    private async Task<(T? Answer, string? Fault)> AskAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var limit = new CancellationTokenSource(Limit, timeProvider);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            return (await ask(either.Token), null);
        }
        catch (ChainRpcException fault)
        {
            return (null, JsonName(fault.Kind));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, JsonName(RpcErrorKind.Timeout));
        }
    }

    private static string JsonName(RpcErrorKind kind) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    private static string Gwei(BigInteger wei) => ((decimal)wei / WeiPerGwei).ToString("0.#########", CultureInfo.InvariantCulture);
}
