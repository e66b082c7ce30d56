using System.Data;
using Npgsql;

namespace Paynode.Payments;

/// <summary>Transactions over a data source.</summary>
public static class TransactionExtensions
{
    /// <summary>Attempts per transaction. Locks are taken in one order, so a deadlock is rare and two in a row indicate a bug.</summary>
    private const int MaxTries = 3;

    /// <summary>
    /// Runs <paramref name="body"/> in a read-committed transaction and commits when it returns; an exception rolls back.
    /// A deadlock or a serialization failure runs it again, so all its effects must go through the connection. It must not open a
    /// second connection either: as many bodies as the pool has connections would deadlock on the pool.
    /// </summary>
    public static async Task<T> InTransactionAsync<T>(
        this NpgsqlDataSource dataSource, Func<NpgsqlConnection, Task<T>> body, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await OnceAsync(dataSource, body, cancellationToken);
            }
            catch (PostgresException fault) when (attempt < MaxTries && IsConflict(fault))
            {
                // The server has rolled back the whole transaction; no effect of this attempt is left.
            }
        }
    }

    /// <summary>Same, for a body without a result.</summary>
    public static Task InTransactionAsync(
        this NpgsqlDataSource dataSource, Func<NpgsqlConnection, Task> body, CancellationToken cancellationToken = default) =>
        dataSource.InTransactionAsync(
            async connection =>
            {
                await body(connection);
                return true;
            },
            cancellationToken);

    private static async Task<T> OnceAsync<T>(
        NpgsqlDataSource dataSource, Func<NpgsqlConnection, Task<T>> body, CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        var result = await body(connection);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private static bool IsConflict(PostgresException fault) =>
        fault.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
}
