using Npgsql;
using Paynode.Chain.Primitives;
using Paynode.Chain.Sql;

namespace Paynode.Chain.Transactions;

/// <summary>
/// Keeps two processes from driving one key at once. It saves them work; that each effect happens once rests on the
/// nonces, not on this.
/// </summary>
internal sealed class SenderLock(NpgsqlConnection connection) : IAsyncDisposable
{
    public static async Task<SenderLock?> TryTakeAsync(
        NpgsqlDataSource source, long chainId, Address sender, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var taken = await connection.Command("SELECT pg_try_advisory_lock(hashtextextended($1, 0))", $"chain.sender:{chainId}:{sender}")
                .ReadAsync(r => r.GetBoolean(0), cancellationToken).ConfigureAwait(false);
            if (taken[0])
            {
                return new SenderLock(connection);
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

    // The pool resets the session when the connection comes back, and that frees the lock.
    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
