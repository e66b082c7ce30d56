using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Paynode.Chain.Indexing;
using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;
using Paynode.LocalServices;

namespace Paynode.Bench.Indexing;

/// <summary>How many escrow events a second one core indexes.</summary>
internal static class IndexingBench
{
    public const int EventsPerBlock = 100;

    private const int WarmUpBlocks = 40;
    private const int MaxNotifications = 200;

    public static async Task<IndexingResult> RunAsync(int events)
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var source = NpgsqlDataSource.Create(postgres.ConnectionString);
        foreach (var (_, sql) in ChainSchema.Scripts)
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }

        PinToOneCore();
        await MeasureAsync(source, chainId: 1, WarmUpBlocks);
        return await MeasureAsync(source, chainId: 2, events / EventsPerBlock);
    }

    private static async Task<IndexingResult> MeasureAsync(NpgsqlDataSource source, long chainId, int blocks)
    {
        var chain = Script(chainId, blocks);
        using var http = new HttpClient(new JsonRpcFacade(chain));
        var client = new NethereumChainClient(http, new Uri("http://node/"), new RpcEndpointOptions(), TimeProvider.System, new Random(1));
        var indexer = new ChainIndexer(client, Options(chainId), source, TimeProvider.System, NullLogger<ChainIndexer>.Instance);
        var store = new ChainEventStore(source, TimeProvider.System);

        using var process = Process.GetCurrentProcess();
        var (processor, clock) = (process.TotalProcessorTime, Stopwatch.StartNew());
        while (!(await indexer.PollAsync(CancellationToken.None)).IsCaughtUp)
        {
        }

        var indexed = clock.Elapsed;
        var handedOn = await HandOnAsync(store);
        var total = clock.Elapsed;
        process.Refresh();
        return handedOn == blocks * EventsPerBlock
            ? new IndexingResult(
                handedOn, indexed.TotalSeconds, (total - indexed).TotalSeconds, (process.TotalProcessorTime - processor).TotalSeconds)
            : throw new InvalidOperationException($"{handedOn} of {blocks * EventsPerBlock} events were dispatched.");
    }

    private static async Task<int> HandOnAsync(ChainEventStore store)
    {
        for (var handedOn = 0; ;)
        {
            var notifications = await store.TakeConfirmedAsync(MaxNotifications, CancellationToken.None);
            if (notifications.Count == 0)
            {
                return handedOn;
            }

            await store.MarkDispatchedAsync([.. notifications.Select(notification => notification.Id)], CancellationToken.None);
            handedOn += notifications.Count;
        }
    }

    private static ScriptedChain Script(long chainId, int blocks)
    {
        var chain = new ScriptedChain(chainId);
        var escrow = TestOrders.Escrow(chainId);
        for (var block = 0; block < blocks; block++)
        {
            chain.Mine(
                [.. Enumerable.Range(block * EventsPerBlock, EventsPerBlock).Select(
                    number => ScriptedLog.Locked(escrow, TestOrders.Terms(number)))]);
        }

        return chain;
    }

    // One confirmation, so that the last block's events are dispatched too; and few blocks per query, as nodes require where
    // blocks contain this many events.
    private static ChainIndexerOptions Options(long chainId) => new()
    {
        ChainId = chainId,
        Escrows = [TestOrders.Escrow(chainId).Address],
        Tokens = [TestOrders.Token],
        Confirmations = new ConfirmationPolicy(new ConfirmationRequirement(ConfirmationKind.Depth, 1)),
        MaxRange = 50,
    };

    private static void PinToOneCore()
    {
        if (OperatingSystem.IsLinux())
        {
            using var process = Process.GetCurrentProcess();
            process.ProcessorAffinity = 1;
        }
    }
}
