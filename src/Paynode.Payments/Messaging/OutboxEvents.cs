using System.Text.Json;
using Npgsql;

namespace Paynode.Payments;

/// <summary>Raises events to orchestrations through the outbox.</summary>
public static class OutboxEvents
{
    /// <summary>Raises an event to an order's orchestration once the transaction has committed.</summary>
    /// <param name="outbox">The outbox.</param>
    /// <param name="connection">With an open transaction.</param>
    /// <param name="order">Whose orchestration.</param>
    /// <param name="name">One of <see cref="LifecycleEvents"/>.</param>
    /// <param name="payload">What that event carries.</param>
    /// <param name="now">When.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static Task RaiseAsync<T>(
        this Outbox outbox, NpgsqlConnection connection, OrderId order, string name, T payload, DateTimeOffset now,
        CancellationToken cancellationToken) =>
        outbox.AddAsync(
            connection, OutboxKinds.Raise, order.ToString(), name, JsonSerializer.Serialize(payload, JsonSerializerOptions.Web), now,
            cancellationToken);
}
