using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions.Tests;

/// <summary>What every order queue has to do, whatever carries it. Derive from it with another one.</summary>
public abstract class OrderQueueSuite
{
    /// <summary>The queue under test; <c>NGN</c> and <c>KES</c> have queues of their own.</summary>
    protected abstract IOrderQueue Queue { get; }

    /// <summary>Its dead letters.</summary>
    protected abstract IDeadLetterQueue Letters { get; }

    /// <summary>What a function takes from the queues. Fails on messages whose reason is <see cref="Poison"/> until it is healed.</summary>
    protected abstract OrderQueueListener Listener { get; }

    /// <summary>Begins every message's identifier: a queue that outlives a run remembers, and drops, what it has seen.</summary>
    protected string Run { get; } = $"{Guid.CreateVersion7():N}-";

    /// <summary>Reason of a message that the listener fails on.</summary>
    public const string Poison = "poison";

    [Fact]
    public async Task A_movement_arrives_as_it_was_sent_in_its_partitions_queue()
    {
        var message = Message("whole", "order-1") with { Token = "0xt0k3n", Receiver = "0xreceiver", Reference = "ref", IsWithdrawn = true };
        await Queue.SendAsync([("NGN", message)], default);

        Assert.Equal(("orders-ngn", message), Assert.Single(await Listener.TakeAsync(1)));
    }

    [Fact]
    public async Task A_movement_that_is_sent_twice_arrives_once()
    {
        var message = Message("twice", "order-2");
        await Queue.SendAsync([("NGN", message)], default);
        await Queue.SendAsync([("NGN", message), ("NGN", Message("after", "order-2"))], default);

        Assert.Equal([Key("twice"), Key("after")], (await Listener.TakeAsync(2)).Select(it => it.Message.Key));
    }

    [Fact]
    public async Task Messages_of_one_order_keep_their_order()
    {
        var keys = Enumerable.Range(0, 30).Select(i => $"step-{i}").ToList();
        await Queue.SendAsync([.. keys.Select(key => ("KES", Message(key, "order-3")))], default);

        Assert.Equal(keys.Select(Key), (await Listener.TakeAsync(30)).Select(it => it.Message.Key));
    }

    [Fact]
    public async Task A_movement_that_belongs_to_no_order_arrives_too()
    {
        await Queue.SendAsync([("NGN", Message("thirdParty", ""))], default);

        Assert.Equal(Key("thirdParty"), Assert.Single(await Listener.TakeAsync(1)).Message.Key);
    }

    /// <summary>The first sends share a link that is still being opened; Service Bus' client before 7.20.2 failed there.</summary>
    [Fact]
    public async Task Send_ConcurrentlyOnAFreshQueue_DeliversAll()
    {
        var batches = Enumerable.Range(0, 16)
            .Select(batch => Enumerable.Range(0, 5).Select(i => ("NGN", Message($"{batch}/{i}", $"order-{batch}"))).ToList()).ToList();

        var queue = Queue;
        await Task.WhenAll(batches.Select(it => Task.Run(() => queue.SendAsync(it, default))));

        var taken = (await Listener.TakeAsync(80)).Select(it => it.Message).ToLookup(it => it.EscrowOrderId, it => it.Key);
        Assert.All(batches, it => Assert.Equal(it.Select(message => message.Item2.Key), taken[it[0].Item2.EscrowOrderId]));
    }

    [Fact]
    public async Task Nothing_to_send_is_no_error() => await Queue.SendAsync([], default);

    [Fact]
    public async Task What_was_given_up_is_listed_and_arrives_when_it_is_sent_once_more()
    {
        await Queue.SendAsync([("NGN", Message("sick", "order-4") with { Reason = Poison })], default);
        var letter = Assert.Single(await OrderQueueListener.UntilAsync(() => Letters.ListAsync("orders-ngn", default), letters => letters.Count > 0));
        Assert.Equal(($"{Run}order-4", Key("sick")), (letter.SessionId, letter.MessageId));

        Listener.Heal();
        Assert.Equal(1, await Letters.RequeueAsync("orders-ngn", default));
        Assert.Equal(Key("sick"), Assert.Single(await Listener.TakeAsync(1)).Message.Key);
        Assert.Empty(await Letters.ListAsync("orders-ngn", default));
        Assert.Equal(0, await Letters.RequeueAsync("orders-ngn", default));
    }

    /// <summary>As long as real ones: chain, block, transaction, place and incarnation.</summary>
    private string Key(string name) => $"11155111:{Run}{name}:0x{new string('f', 64)}:0x{new string('e', 64)}:1234:17";

    private EscrowEventMessage Message(string key, string order) => new(
        Key(key), $"event:{key}", false, "local", EscrowEventMessage.Locked, order.Length > 0 ? Run + order : "", null, "100000000", "500000", null, null, null, $"0x{key}");
}
