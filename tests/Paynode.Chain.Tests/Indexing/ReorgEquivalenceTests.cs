using FsCheck;
using FsCheck.Fluent;
using Paynode.Chain.Indexing;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Indexing;

/// <summary>However a chain is reorganised while it is followed, what remains is as if it never had been.</summary>
public sealed class ReorgEquivalenceTests(ChainDatabase database) : IClassFixture<ChainDatabase>
{
    // Each case has 2.5 reorganisations on the average: together they are more than 1,000 also in the short run.
    private static readonly int Cases = Properties.LongOr(500, 210);
    private const int MaxDepth = 64;

    /// <summary>Confirmations beyond the deepest reorganisation: nothing told is ever revoked.</summary>
    [Fact]
    public void With_enough_confirmations_nothing_told_ever_vanishes() =>
        Properties.Hold(Cases, Prop.ForAll(Scripts.ToArbitrary(), script => RunAsync(script, MaxDepth + 1, mayRevoke: false).Wait()));

    /// <summary>Too few confirmations: what was told and vanished is revoked, and the balance is right.</summary>
    [Fact]
    public void With_too_few_confirmations_all_that_vanished_is_revoked() =>
        Properties.Hold(Cases, Prop.ForAll(Scripts.ToArbitrary(), script => RunAsync(script, 2, mayRevoke: true).Wait()));

    private static Gen<ReorgScript> Scripts =>
        from seed in Gen.Choose(0, int.MaxValue)
        from reorgs in Gen.Choose(1, 4)
        from depths in Gen.Choose(1, MaxDepth).ArrayOf(reorgs)
        select new ReorgScript(seed, depths);

    private async Task RunAsync(ReorgScript script, int confirmations, bool mayRevoke)
    {
        var random = new Random(script.Seed);
        var chain = new IndexedChain(database.Source, confirmations);
        var consumer = new Consumer();
        Mine(chain, random, MaxDepth + 2);
        foreach (var depth in script.Depths)
        {
            await FollowAsync(chain, consumer, random);
            await ReorganiseAsync(chain, consumer, random, depth);
            Mine(chain, random, random.Next(0, 8));
        }

        Mine(chain, random, confirmations + MaxDepth);
        await FollowAsync(chain, consumer, random, toTheEnd: true);

        var undisturbed = new IndexedChain(database.Source, confirmations, o => o with { ChainId = chain.Node.ChainId + 1_000_000_000 });
        undisturbed.Indexer = undisturbed.NewIndexer(chain.Node);
        await undisturbed.CatchUpAsync();
        Assert.Equal(await FinalAsync(undisturbed), await FinalAsync(chain));
        Assert.Equal(ToldBy(chain, confirmations), consumer.Held);
        Assert.True(mayRevoke || consumer.Revoked == 0);
    }

    private static async Task ReorganiseAsync(IndexedChain chain, Consumer consumer, Random random, int depth)
    {
        var dropped = chain.Node.Drop(depth);
        var first = random.Next(0, depth + 1);
        Mine(chain, random, first);
        if (random.Next(2) == 0)
        {
            await FollowAsync(chain, consumer, random);
        }

        if (random.Next(4) == 0)
        {
            // The old fork wins in the end, block by block the same.
            chain.Node.Drop(first);
            chain.Node.Restore(dropped);
        }
        else
        {
            // Nodes follow the longer fork, so that the new one ends no shorter than the old.
            Mine(chain, random, depth - first + random.Next(0, 4));
        }
    }

    private static async Task FollowAsync(IndexedChain chain, Consumer consumer, Random random, bool toTheEnd = false)
    {
        await chain.CatchUpAsync();
        // A consumer that is slow, or dies before it marks what it took.
        while (toTheEnd || random.Next(2) == 0)
        {
            var taken = await chain.Store.TakeConfirmedAsync(random.Next(1, 200), default);
            consumer.Apply(taken.Where(n => n.Event.ChainId == chain.Node.ChainId));
            if (toTheEnd && taken.Count == 0)
            {
                return;
            }

            if (toTheEnd || random.Next(3) > 0)
            {
                await chain.Store.MarkDispatchedAsync([.. taken.Select(n => n.Id)], default);
            }

            chain.Time.Advance(ChainEventStore.Lease);
        }
    }

    private static void Mine(IndexedChain chain, Random random, int blocks)
    {
        for (var i = 0; i < blocks; i++)
        {
            var logs = Enumerable.Range(0, random.Next(8) == 0 ? random.Next(1, 4) : 0)
                .Select(_ => ScriptedLog.Locked(chain.Escrow, TestOrders.Terms(random.Next(1000))));
            chain.Node.Mine([.. logs]);
        }
    }

    private static HashSet<string> ToldBy(IndexedChain chain, int confirmations) =>
        [.. chain.Node.CanonicalLogs
            .Where(l => l.BlockNumber <= chain.Node.HeadNumber - confirmations + 1)
            .Select(l => $"{l.BlockHash}/{l.LogIndex}")];

    private static async Task<List<string>> FinalAsync(IndexedChain chain)
    {
        var rows = new List<string>();
        await using var command = chain.Source.CreateCommand(
            $"""
             SELECT encode(block_hash, 'hex') || '/' || log_index || '/' || CASE state WHEN 'dispatched' THEN 'confirmed' ELSE state END
             FROM chain.events WHERE chain_id = {chain.Options.ChainId} AND state <> 'withdrawn' ORDER BY block_number, log_index
             """);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    /// <summary>Applies each notification once, by its key, as an inbox does.</summary>
    private sealed class Consumer
    {
        private readonly HashSet<string> _inbox = [];

        public HashSet<string> Held { get; } = [];

        public int Revoked { get; private set; }

        public void Apply(IEnumerable<ChainNotification> notifications)
        {
            foreach (var notification in notifications.Where(n => _inbox.Add(n.Key)))
            {
                var place = $"{notification.Event.BlockHash}/{notification.Event.LogIndex}";
                Assert.True(notification.Kind == ChainNotificationKind.Confirmed ? Held.Add(place) : Held.Remove(place), notification.Key);
                Revoked += notification.Kind == ChainNotificationKind.Withdrawn ? 1 : 0;
            }
        }
    }

    private sealed record ReorgScript(int Seed, int[] Depths)
    {
        public override string ToString() => $"seed {Seed}, depths {string.Join(' ', Depths)}";
    }
}
