using System.Globalization;
using Paynode.ServiceBusBroker;

namespace Paynode.FunctionsHost.Triggers;

/// <summary>The queues of a deployment, on a broker of this host; with a <c>SERVICE_BUS</c> in the environment, that one's.</summary>
internal static class OrderQueues
{
    private const string Connection = "SERVICE_BUS";

    /// <summary>The names for more partitions than there are slots, as the corridors have that Paynode starts with.</summary>
    private static readonly string[] Slots = ["orders-0", "orders-1", "orders-2", "orders-3"];

    /// <summary>As infra/bicep sets it.</summary>
    private const int MaxDeliveries = 1000;

    /// <summary>Starts the broker if the environment names no other, and completes the app's settings.</summary>
    /// <returns>What to end with the host.</returns>
    public static IAsyncDisposable? Provide(IDictionary<string, string?> settings)
    {
        for (var slot = 0; slot < Slots.Length; slot++)
        {
            var name = $"ORDER_QUEUE_{slot.ToString(CultureInfo.InvariantCulture)}";
            settings[name] = Environment.GetEnvironmentVariable(name) is { Length: > 0 } queue ? queue : Slots[slot];
        }

        if (Environment.GetEnvironmentVariable(Connection) is { Length: > 0 } other)
        {
            settings[Connection] = other;
            return null;
        }

        var broker = LoopbackServiceBus.Start(
            settings.Values.OfType<string>().Distinct().Select(queue => new BrokerQueue(queue)
            {
                RequiresSession = true,
                RequiresDuplicateDetection = true,
                MaxDeliveryCount = MaxDeliveries,
            }));
        settings[Connection] = broker.ConnectionString;
        return broker;
    }
}
