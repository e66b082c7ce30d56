using Npgsql;
using Paynode.Chain.Primitives;
using Paynode.Chain.Sql;

namespace Paynode.Chain.Transactions;

/// <summary>
/// Prevents two processes from driving one key concurrently. This only avoids duplicate work; that each effect happens
/// once is guaranteed by the nonces.
/// </summary>
internal sealed class SenderLock(NpgsqlConnection connection, string name) : IAsyncDisposable
{
    public static async Task<SenderLock?> TryTakeAsync(
        NpgsqlDataSource source, long chainId, Address sender, CancellationToken cancellationToken)
    {
        var name = $"chain.sender:{chainId}:{sender}";
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var taken = await connection.Command("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", name)
                .ReadAsync(r => r.GetBoolean(0), cancellationToken).ConfigureAwait(false);
            if (taken[0])
            {
                return new SenderLock(connection, name);
            }
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        await connection.DisposeAsync().ConfigureAwait(false);
        return null;
    }

    // Unlocked explicitly: the pool resets a session only when it is reused. A broken session holds no lock.
    public async ValueTask DisposeAsync()
    {
        try
        {
            await connection.Command("SELECT pg_advisory_unlock(hashtextextended($1, 0))", name)
                .ReadAsync(r => r.GetBoolean(0), CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            NpgsqlConnection.ClearPool(connection);
        }
        finally
        {
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
