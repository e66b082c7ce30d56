using Npgsql;
using Paynode.Routing;

namespace Paynode.Payments;

/// <summary>PostgreSQL as the arbiter of liquidity while Redis is unavailable. Calls of one partition are serialized.</summary>
public sealed class PostgresLiquidity(
    NpgsqlDataSource database, RoutingPartitionStore partitions, LiquidityHoldStore holds, TimeProvider timeProvider) : ILiquidityFallback
{
    /// <inheritdoc/>
    public async ValueTask<FallbackReservation> ReserveAsync(FallbackRequest request, CancellationToken cancellationToken) =>
        await database.InTransactionAsync(connection => ReserveAsync(connection, request, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(Guid hold, bool paid, CancellationToken cancellationToken) =>
        await database.InTransactionAsync(connection => holds.EndAsync(connection, hold, paid, cancellationToken), cancellationToken);

    private async Task<FallbackReservation> ReserveAsync(
        NpgsqlConnection connection, FallbackRequest request, CancellationToken cancellationToken)
    {
        var epoch = await partitions.TakeOverAsync(connection, request.Corridor.Partition, cancellationToken);
        if (await holds.FindAsync(connection, request.Hold, cancellationToken) is { } existing)
        {
            return new FallbackReservation(existing.Provider, epoch, Repeated: true);
        }

        var free = await holds.FreeAsync(connection, request.Corridor.Fiat, request.TakesOver, timeProvider.GetUtcNow(), cancellationToken);
        foreach (var provider in request.Preference.Where(provider => free.TryGetValue(provider, out var has) && has >= request.NeededFree))
        {
            var hold = new LiquidityHold(request.Hold, provider, request.Corridor, request.Amount, request.ExpiresAt);
            await holds.InsertAsync(connection, hold, cancellationToken);
            if (request.TakesOver is { } quote)
            {
                await holds.EndAsync(connection, quote, paid: false, cancellationToken);
            }

            return new FallbackReservation(provider, epoch);
        }

        return new FallbackReservation(null, epoch);
    }
}
