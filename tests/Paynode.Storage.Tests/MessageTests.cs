namespace Paynode.Storage.Tests;

public sealed class MessageTests(StorageDatabase database) : StorageTest(database), IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    public Task InitializeAsync() => Database.ExecuteAsync("DELETE FROM paynode.outbox");

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Of_many_that_apply_a_message_at_once_one_does()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(
            () => Database.Source.InTransactionAsync(connection => Database.Inbox.TryApplyAsync(connection, "base:0x1:0", Given.Now)))));

        Assert.Single(applied, one => one);
    }

    [Fact]
    public async Task A_message_is_forgotten_when_it_is_purged()
    {
        await Database.Source.InTransactionAsync(c => Database.Inbox.TryApplyAsync(c, "old", Given.Now.AddDays(-40)));

        Assert.Equal(1, await Database.Inbox.PurgeAsync(Given.Now.AddDays(-30)));
    }

    [Fact]
    public async Task A_message_of_a_change_that_was_rolled_back_is_never_seen()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Database.Source.InTransactionAsync(async connection =>
        {
            await Database.Outbox.AddAsync(connection, "event", "order", "funded", "{}", Given.Now);
            throw new InvalidOperationException();
        }));

        Assert.Empty(await Database.Outbox.TakeAsync(10, Given.Now, Lease));
    }

    [Fact]
    public async Task Messages_come_oldest_first_and_are_gone_when_done()
    {
        await AddAsync(3);

        var taken = await Database.Outbox.TakeAsync(2, Given.Now, Lease);
        await Database.Outbox.DoneAsync([.. taken.Select(message => message.Id)]);

        Assert.Equal(["0", "1"], taken.Select(message => message.Payload));
        Assert.Equal(new OutboxMessage(taken[0].Id, "event", "order", "funded", "0", 1), taken[0]);
        Assert.Equal(1, await Database.Outbox.CountAsync());
    }

    [Fact]
    public async Task Takers_at_once_get_different_messages()
    {
        await AddAsync(100);

        var taken = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(() => Database.Outbox.TakeAsync(10, Given.Now, Lease))));

        var ids = taken.SelectMany(messages => messages.Select(message => message.Id)).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.All(taken, messages => Assert.True(messages.Length <= 10));
    }

    [Fact]
    public async Task What_a_dead_taker_held_comes_again_after_its_lease()
    {
        await AddAsync(1);
        await Database.Outbox.TakeAsync(10, Given.Now, Lease);

        var during = await Database.Outbox.TakeAsync(10, Given.Now + Lease - TimeSpan.FromMilliseconds(1), Lease);
        var after = await Database.Outbox.TakeAsync(10, Given.Now + Lease, Lease);

        Assert.Empty(during);
        Assert.Equal(2, Assert.Single(after).Attempts);
    }

    private Task AddAsync(int count) => Database.Source.InTransactionAsync(async connection =>
    {
        for (var i = 0; i < count; i++)
        {
            await Database.Outbox.AddAsync(connection, "event", "order", "funded", $"{i}", Given.Now);
        }
    });
}
