using System.Globalization;
using Paynode.ServiceBusBroker;

namespace Paynode.FunctionsHost.Triggers;

/// <summary>
/// A deployment's queues, on an in-process broker, or on the broker in the environment variable <c>SERVICE_BUS</c>.
/// </summary>
internal static class OrderQueues
{
    private const string Connection = "SERVICE_BUS";

    /// <summary>The queue names used when there are more partitions than slots, as with Paynode's initial corridors.</summary>
    private static readonly string[] Slots = ["orders-0", "orders-1", "orders-2", "orders-3"];

    /// <summary>The value set in infra/bicep.</summary>
    private const int MaxDeliveries = 1000;

    /// <summary>
    /// Starts the broker if the environment does not specify one, and adds its connection to the app's settings.
    /// </summary>
    /// <returns>The broker, to dispose with the host.</returns>
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
