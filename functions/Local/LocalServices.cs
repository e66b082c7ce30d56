using Microsoft.Extensions.DependencyInjection;
using Paynode.LocalHost;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Services of the local host: queues on PostgreSQL. Its telemetry goes where the OTEL_ settings say.</summary>
internal static class LocalServices
{
    /// <summary>
    /// Deliveries of an escrow event before it becomes a dead letter: 45 minutes, in which it blocks only its own order. Then it
    /// is an error in the log, and <c>POST /runtime/queues/{queue}/dead-letters/requeue</c> once the cause is fixed.
    /// </summary>
    private const int MaxDeliveryCount = 100;

    /// <summary>Adds them and creates the host.</summary>
    public static LocalApplication Build(LocalApplicationBuilder builder, ChainConnection chains)
    {
        builder.Services.AddSingleton<IOrderQueue, PostgresOrderQueue>().AddSingleton<IDeadLetterQueue, PostgresDeadLetterQueue>();
        OrderQueueSettings.Fill(builder.Configuration, chains);
        builder.UnlimitedPaths.UnionWith(["/health", "/ready"]);
        builder.Queues.MaxDeliveryCount = MaxDeliveryCount;
        builder.AddFunctions(typeof(LocalServices).Assembly, typeof(OrderLifecycle).Assembly);
        return builder.Build();
    }
}
