using System.Diagnostics;
using Paynode.Chain.Rpc;
using Paynode.Chain.Tests.Support;
using Xunit.Abstractions;

namespace Paynode.Chain.Tests.Indexing;

[Collection(nameof(AloneCollection))]
public sealed class ThroughputTests(ChainDatabase database, ITestOutputHelper output) : IClassFixture<ChainDatabase>
{
    private const int Blocks = 200;
    private const int EventsPerBlock = 100;
    private const int RequiredPerSecond = 2000;

    /// <summary>
    /// Measured in processor time of this process, the scripted server's included, because a busy machine would make
    /// wall time say something else. The database's own time shows in the wall time that is printed.
    /// </summary>
    [Fact]
    public async Task Indexing_keeps_up_with_2000_events_a_second_on_one_core()
    {
        var chain = new IndexedChain(database.Source, confirmations: 1, o => o with { MaxRange = 50 });
        for (var block = 0; block < Blocks; block++)
        {
            chain.Node.Mine([.. Enumerable.Range(0, EventsPerBlock).Select(i =>
                ScriptedLog.Locked(chain.Escrow, TestOrders.Terms((block * EventsPerBlock) + i)))]);
        }

        using var http = new HttpClient(new JsonRpcFacade(chain.Node));
        chain.Indexer = chain.NewIndexer(new NethereumChainClient(
            http, new Uri("http://node/"), new RpcEndpointOptions(), TimeProvider.System, new Random(1)));
        await chain.PollAsync();

        using var process = Process.GetCurrentProcess();
        var (processor, wall) = (process.TotalProcessorTime, Stopwatch.StartNew());
        await chain.CatchUpAsync();
        process.Refresh();
        processor = process.TotalProcessorTime - processor;
        const int Events = (Blocks - 49) * EventsPerBlock;
        output.WriteLine($"{Events} events: {Events / wall.Elapsed.TotalSeconds:F0}/s by the clock, {Events / processor.TotalSeconds:F0}/s of processor time");
        Assert.True(Events / processor.TotalSeconds >= RequiredPerSecond, $"{Events / processor.TotalSeconds:F0} events a second");
    }
}
