using Paynode.Payments;

namespace Paynode.Storage.Tests;

public sealed class ChainIntentStoreTests(StorageDatabase database) : StorageTest(database)
{
    // A chain of its own keeps a test's intents apart from the others'.
    private readonly string _chain = $"chain-{Guid.NewGuid():N}";

    [Fact]
    public async Task The_first_decision_stands()
    {
        var release = Release();

        var first = await AddAsync(release);
        var second = await AddAsync(release with { Kind = ChainIntentKind.Refund, ProviderAddress = null });

        Assert.Equal(release, first with { Seal = null });
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task Of_releasing_and_refunding_at_once_one_is_decided()
    {
        for (var round = 0; round < 50; round++)
        {
            var release = Release();

            var stored = await Task.WhenAll(
                Task.Run(() => AddAsync(release)),
                Task.Run(() => AddAsync(release with { Kind = ChainIntentKind.Refund, ProviderAddress = null })));

            Assert.Equal(stored[0].Kind, stored[1].Kind);
        }
    }

    [Fact]
    public async Task A_batch_takes_the_oldest_of_its_kind_up_to_its_limit()
    {
        var (third, first, second) = (Release(3), Release(1), Release(2));
        foreach (var intent in new[] { third, first, second, Release(0) with { Kind = ChainIntentKind.Refund, ProviderAddress = null } })
        {
            await AddAsync(intent);
        }

        var batch = await TakeAsync("batch", limit: 2);

        Assert.Equal([first.EscrowOrderId, second.EscrowOrderId], batch.Select(intent => intent.EscrowOrderId));
        Assert.All(batch, intent => Assert.Equal($"{_chain}:batch", intent.BatchKey));
        Assert.Equal(batch, await Database.Intents.BatchAsync($"{_chain}:batch"));
    }

    [Fact]
    public async Task Asked_again_a_batch_gives_what_is_in_it_and_takes_no_more()
    {
        await AddAsync(Release(1));
        var batch = await TakeAsync("batch");
        await AddAsync(Release(2));

        Assert.Equal(batch, await TakeAsync("batch"));
    }

    [Fact]
    public async Task Batches_that_fill_at_once_share_nothing()
    {
        for (var i = 0; i < 40; i++)
        {
            await AddAsync(Release(i));
        }

        var batches = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => TakeAsync($"b{i % 4}", limit: 10))));

        Assert.All(
            batches.SelectMany(batch => batch).GroupBy(intent => intent.EscrowOrderId),
            intents => Assert.Single(intents.DistinctBy(intent => intent.BatchKey)));
    }

    [Fact]
    public async Task Nothing_waiting_makes_no_batch()
    {
        Assert.Empty(await TakeAsync("empty"));
        await AddAsync(Release());

        Assert.Single(await TakeAsync("empty"));
    }

    [Fact]
    public async Task A_batch_is_pending_until_its_last_intent_is_final()
    {
        var (one, two) = (await AddAsync(Release(1)), await AddAsync(Release(2)));
        await TakeAsync("batch");

        Assert.True(await FinalAsync(one));
        Assert.False(await FinalAsync(one));
        Assert.Equal(
            [new ChainBatch($"{_chain}:batch", _chain, ChainIntentKind.Release, Database.Clock.GetUtcNow(), HasHeld: false)],
            await Database.Intents.PendingBatchesAsync(_chain));

        await FinalAsync(two);
        Assert.Empty(await Database.Intents.PendingBatchesAsync(_chain));
    }

    [Fact]
    public async Task What_a_batch_failed_to_do_goes_into_another_one()
    {
        var (done, failed) = (await AddAsync(Release(1)), await AddAsync(Release(2)));
        await TakeAsync("first");
        await FinalAsync(done);

        Assert.Equal(1, await Database.Intents.RequeueAsync(_chain, $"{_chain}:first", [done.EscrowOrderId, failed.EscrowOrderId]));

        var again = Assert.Single(await TakeAsync("second"));
        Assert.Equal((failed.EscrowOrderId, 1), (again.EscrowOrderId, again.Requeues));
        Assert.True((await Database.Intents.FindAsync(_chain, done.EscrowOrderId))!.IsFinal);
    }

    [Fact]
    public async Task What_the_chain_settled_by_itself_is_not_sent_any_more()
    {
        var intent = await AddAsync(Release());

        await FinalAsync(intent);

        Assert.Empty(await TakeAsync("batch"));
    }

    [Fact]
    public async Task What_failed_together_goes_into_smaller_batches_behind_what_never_failed()
    {
        for (var i = 0; i < 4; i++)
        {
            await AddAsync(Release(i));
        }

        var failed = await TakeAsync("first");
        await Database.Intents.RequeueAsync(_chain, $"{_chain}:first", [.. failed.Select(intent => intent.EscrowOrderId)], batchLimit: 2);
        var young = await AddAsync(Release(60));

        Assert.Equal(young.EscrowOrderId, Assert.Single(await TakeAsync("fresh")).EscrowOrderId);
        Assert.Equal(2, (await TakeAsync("half")).Count);
        Assert.Equal(2, (await TakeAsync("other half")).Count);
    }

    [Fact]
    public async Task What_is_parked_is_left_alone_until_its_time_and_goes_with_the_others_then()
    {
        await AddAsync(Release(1));
        var culprit = Assert.Single(await TakeAsync("alone"));
        await Database.Intents.QuarantineAsync(_chain, $"{_chain}:alone", culprit.EscrowOrderId, Database.Clock.GetUtcNow().AddHours(1), "would_revert");

        var parked = (await Database.Intents.FindAsync(_chain, culprit.EscrowOrderId))!;
        Assert.Equal(("would_revert", 1, null), (parked.Failure, parked.Requeues, parked.BatchKey));
        Assert.Empty(await TakeAsync("early"));
        Assert.Equal((1, 1), ((await Database.Intents.BacklogAsync(_chain)).Releases, (await Database.Intents.BacklogAsync(_chain)).Quarantined));

        Database.Clock.Advance(TimeSpan.FromHours(1));
        await AddAsync(Release(2));
        Assert.Equal(2, (await TakeAsync("late")).Count);
        Assert.Equal(0, (await Database.Intents.BacklogAsync(_chain)).Quarantined);
    }

    [Fact]
    public async Task A_batch_is_due_when_it_is_full_or_its_oldest_has_waited_or_one_has_failed_before()
    {
        var now = Database.Clock.GetUtcNow();
        await AddAsync(Release() with { CreatedAt = now });
        Assert.False(await IsDueAsync());
        await AddAsync(Release() with { CreatedAt = now });
        Assert.True(await IsDueAsync());

        var failed = (await TakeAsync("full"))[0];
        await Database.Intents.RequeueAsync(_chain, $"{_chain}:full", [failed.EscrowOrderId]);
        Assert.True(await IsDueAsync());

        await TakeAsync("again");
        await AddAsync(Release() with { CreatedAt = now });
        Database.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(await IsDueAsync());
        Database.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await IsDueAsync());

        async Task<bool> IsDueAsync() => await DueAsync() is not null;
    }

    [Fact]
    public async Task Tokens_never_share_a_batch()
    {
        var (first, second) = (Release(1), Release(2) with { Amount = new Money(5, Currencies.Get("USDT")) });
        await AddAsync(second);
        await AddAsync(first);
        await AddAsync(Release(3));

        Assert.Equal(new BatchGroup(Currencies.Get("USDC"), null), await DueAsync());
        Assert.Equal([first.EscrowOrderId], (await TakeAsync("one", limit: 1)).Select(intent => intent.EscrowOrderId));
        Assert.Equal([second.EscrowOrderId], (await TakeAsync("two", token: "USDT")).Select(intent => intent.EscrowOrderId));
        Assert.Empty(await TakeAsync("three", token: "USDT"));
    }

    [Fact]
    public async Task Releases_whose_deadline_is_near_go_without_those_that_have_time()
    {
        var near = Given.Now.AddMinutes(30);
        var (calm, last, refund) = (
            Release(1) with { Deadline = near.AddSeconds(1) }, Release(2) with { Deadline = near },
            Release(0) with { Kind = ChainIntentKind.Refund, ProviderAddress = null });
        foreach (var intent in new[] { calm, last, refund })
        {
            await AddAsync(intent);
        }

        var group = (await Database.Intents.DueByDeadlineAsync(_chain, near))!;
        var batch = await Database.Intents.TakePendingAsync(_chain, ChainIntentKind.Release, group, 100, $"{_chain}:pressing");

        var only = Assert.Single(batch);
        Assert.Equal((last.EscrowOrderId, near), (only.EscrowOrderId, only.Deadline));
        Assert.Null(await Database.Intents.DueByDeadlineAsync(_chain, near));
        Assert.Equal(near, (await Database.Intents.BacklogAsync(_chain)).FirstDeadline);
    }

    [Fact]
    public async Task An_order_shows_what_is_decided_for_it()
    {
        var intent = await AddAsync(Release());
        var other = new OrderId(Guid.CreateVersion7());

        var found = await Database.Intents.ForOrdersAsync([intent.Order!.Value, other]);

        Assert.Equal(intent, Assert.Single(found).Value);
    }

    private ChainIntent Release(int second = 0) => new(
        _chain,
        Given.EscrowOrderId(),
        new OrderId(Guid.CreateVersion7()),
        ChainIntentKind.Release,
        "0xprovider",
        Given.Dollars(100),
        Given.Now.AddSeconds(second));

    private Task<ChainIntent> AddAsync(ChainIntent intent) =>
        Database.Source.InTransactionAsync(connection => Database.Intents.TryAddAsync(connection, intent));

    [Fact]
    public async Task Escrows_never_share_a_batch()
    {
        var (former, present) = (Release(1) with { Escrow = "0xf0" }, Release(2));
        await AddAsync(present);
        await AddAsync(former);

        var due = (await Database.Intents.DueAsync(_chain, ChainIntentKind.Release, 1, TimeSpan.FromSeconds(30)))!;
        Assert.Equal("0xf0", due.Escrow);
        Assert.Equal([former.EscrowOrderId], (await TakeAsync("former", escrow: due.Escrow)).Select(intent => intent.EscrowOrderId));
        Assert.Equal([present.EscrowOrderId], (await TakeAsync("present")).Select(intent => intent.EscrowOrderId));
    }

    private Task<BatchGroup?> DueAsync() => Database.Intents.DueAsync(_chain, ChainIntentKind.Release, 2, TimeSpan.FromSeconds(30));

    private Task<IReadOnlyList<ChainIntent>> TakeAsync(string batch, int limit = 100, string token = "USDC", string? escrow = null) =>
        Database.Intents.TakePendingAsync(_chain, ChainIntentKind.Release, new BatchGroup(Currencies.Get(token), escrow), limit, $"{_chain}:{batch}");

    private Task<bool> FinalAsync(ChainIntent intent) =>
        Database.Source.InTransactionAsync(connection => Database.Intents.MarkFinalAsync(connection, _chain, intent.EscrowOrderId));
}
