using System.Globalization;
using Microsoft.Extensions.Configuration;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Names the queues of the order queue functions' slots, as the deployment does in the cloud.</summary>
public static class OrderQueueSettings
{
    /// <summary>Sets <c>ORDER_QUEUE_n</c> for every slot that has no name yet.</summary>
    public static void Fill(IConfiguration configuration, ChainConnection chains)
    {
        var queues = OrderQueueMap.For(CorridorSettings.Read(configuration, chains.Facts)).Queues;
        for (var slot = 0; slot < OrderQueueMap.Slots; slot++)
        {
            var name = $"ORDER_QUEUE_{slot.ToString(CultureInfo.InvariantCulture)}";

            // A slot without a partition listens to an unused queue.
            configuration[name] ??= slot < queues.Count ? queues[slot] : $"orders-unused-{slot.ToString(CultureInfo.InvariantCulture)}";
        }
    }
}
