using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.Chain.Primitives;
using Paynode.Chain.Tests.Support;
using Xunit.Abstractions;

namespace Paynode.Chain.Tests.Indexing;

/// <summary>The same on a real chain: its own reorganisations, and snapshots that make it shorter.</summary>
public sealed class ReorgOnAnvilTests(AnvilChain chain, ITestOutputHelper output) : IClassFixture<AnvilChain>
{
    private const int MaxDepth = 64;

    [Fact]
    public async Task After_random_reorganisations_the_events_are_those_of_the_chain()
    {
        var seed = Random.Shared.Next();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var indexer = chain.NewIndexer(confirmations: 2);
        await chain.MineAsync(MaxDepth + 1);
        for (var i = 0; i < Properties.LongOr(100, 12); i++)
        {
            await LockSomeAsync(random);
            await CatchUpAsync(indexer);
            await DisturbAsync(random, random.Next(1, MaxDepth + 1));
            if (random.Next(2) == 0)
            {
                await CatchUpAsync(indexer);
            }
        }

        await chain.MineAsync(MaxDepth);
        await CatchUpAsync(indexer);
        var undisturbed = await ReadAnewAsync();
        Assert.NotEmpty(undisturbed);
        Assert.Equal(undisturbed, await EventsAsync(chain.Escrow.ChainId));
    }

    private async Task LockSomeAsync(Random random)
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            var terms = await chain.TermsAsync(random.Next(1, 1000));
            await chain.Wallet(chain.Payer).SendAsync(chain.Escrow.Address, EscrowCalls.Lock(terms), 0, default);
        }
    }

    private async Task DisturbAsync(Random random, int depth)
    {
        if (random.Next(3) > 0)
        {
            await chain.ControlAsync("anvil_reorg", depth, new JsonArray());
        }
        else
        {
            var snapshot = await chain.ControlAsync("evm_snapshot");
            await LockSomeAsync(random);
            await chain.MineAsync(random.Next(1, 8));
            await CatchUpAsync(chain.NewIndexer(confirmations: 2));
            await chain.ControlAsync("evm_revert", JsonNode.Parse(snapshot));
        }

        await LockSomeAsync(random);
    }

    private static async Task CatchUpAsync(ChainIndexer indexer)
    {
        ChainPoll poll;
        do
        {
            poll = await indexer.PollAsync(default);
        }
        while (!poll.IsCaughtUp && poll.Outcome != ChainPollOutcome.NodeLags);
    }

    private async Task<List<string>> ReadAnewAsync()
    {
        // Another chain id keeps the rows of the two readings apart.
        var chainId = chain.Escrow.ChainId + 1_000_000_000;
        var options = new ChainIndexerOptions
        {
            ChainId = chainId,
            Escrows = [chain.Escrow.Address],
            StartBlock = chain.Deployment.BlockNumber,
            Confirmations = new ConfirmationPolicy(new ConfirmationRequirement(ConfirmationKind.Depth, 2)),
        };
        await CatchUpAsync(new ChainIndexer(chain.Client, options, chain.Source, TimeProvider.System, NullLogger<ChainIndexer>.Instance));
        return await EventsAsync(chainId);
    }

    private async Task<List<string>> EventsAsync(long chainId)
    {
        var rows = new List<string>();
        await using var command = chain.Source.CreateCommand(
            $"""
             SELECT encode(block_hash, 'hex') || log_index || state FROM chain.events
             WHERE chain_id = {chainId} AND state <> 'withdrawn' ORDER BY block_number, log_index
             """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
