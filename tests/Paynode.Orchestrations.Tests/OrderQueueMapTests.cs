using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class OrderQueueMapTests
{
    [Fact]
    public void With_few_partitions_each_has_a_queue_of_its_own()
    {
        var map = OrderQueueMap.For(Catalogue("NGN", "KES"));
        Assert.Equal(["orders-kes", "orders-ngn"], map.Queues);
        Assert.Equal("orders-ngn", map.QueueOf("NGN"));
    }

    [Fact]
    public void With_many_partitions_each_keeps_the_same_shared_queue()
    {
        var map = OrderQueueMap.For(Catalogue("NGN", "KES", "GHS", "ZAR", "UGX", "TZS"));
        Assert.Equal(OrderQueueMap.Slots, map.Queues.Count);
        Assert.Equal(map.QueueOf("UGX"), map.QueueOf("UGX"));
        Assert.Contains(map.QueueOf("UGX"), map.Queues);
    }

    [Fact]
    public void Messages_of_no_order_go_somewhere_too() =>
        Assert.Contains(OrderQueueMap.For(Catalogue("NGN")).QueueOf(""), OrderQueueMap.For(Catalogue("NGN")).Queues);

    private static CorridorCatalogue Catalogue(params string[] fiats) => new(fiats.Select(fiat =>
    {
        var token = Currencies.Get("USDC");
        return new Corridor
        {
            Id = new CorridorId(token, Currencies.Get(fiat)),
            Chain = "base",
            MinAmount = new Money(1, token),
            MaxAmount = new Money(1_000_000, token),
        };
    }));
}
