using Npgsql;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Writes one partition's commits: grouped with others in the normal case, and after a failure alone, on a dedicated
/// connection that is reopened when it breaks.
/// </summary>
internal sealed class PartitionConnection(NpgsqlDataSource source, CommitGroup company) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private NpgsqlConnection? _connection;
    private bool _isUncertain;

    /// <summary>Writes a commit, in one transaction and one round trip.</summary>
    /// <exception cref="FencedException">Another writer owns the partition.</exception>
    /// <exception cref="ConsumedException">An earlier commit already consumed a message of this one.</exception>
    public async Task CommitAsync(JournalCommit commit, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!_isUncertain && !commit.IsAlone && CommitGroup.IsSmall(commit.Steps, commit.Bytes))
            {
                // If the partition is abandoned, the group is still written, and the outcome of this commit stays unknown.
                _isUncertain = true;
                if (await company.TryWriteAsync(commit).WaitAsync(cancellation).ConfigureAwait(false))
                {
                    _isUncertain = false;
                    return;
                }
            }

            // Lets the loop build the next commit in the meantime; sending a large one takes a while.
            await Task.Yield();
            await CommitAloneAsync(commit, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync().ConfigureAwait(false);
        _one.Dispose();
    }

    private async Task CommitAloneAsync(JournalCommit commit, CancellationToken cancellation)
    {
        NpgsqlConnection? connection = null;
        try
        {
            connection = await OpenAsync(cancellation).ConfigureAwait(false);
            if (_isUncertain && await IsWrittenAsync(connection, commit, cancellation).ConfigureAwait(false))
            {
                _isUncertain = false;
                return;
            }

            _isUncertain = true;
            await CommitStatements.WriteAsync(connection, [commit], null, cancellation).ConfigureAwait(false);
            _isUncertain = false;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // The last entry is another writer's, or our own: an attempt whose reply was lost may have committed after we
            // checked.
            if (!await IsWrittenAsync(connection!, commit, cancellation).ConfigureAwait(false))
            {
                throw new FencedException(commit.Partition, commit.Epoch);
            }

            _isUncertain = false;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.NoDataFound)
        {
            throw new ConsumedException(commit.Partition, e);
        }
        catch (Exception e) when (e is not FencedException)
        {
            await CloseAsync().ConfigureAwait(false);
            throw;
        }
    }

    // After a connection failure the commit may have been written: then its sequence number exists under our own epoch.
    private static async Task<bool> IsWrittenAsync(NpgsqlConnection connection, JournalCommit commit, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT epoch FROM durable.journal WHERE partition = $1 AND sequence = $2", connection);
        command.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)commit.Partition });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = commit.Sequence });
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) switch
        {
            long epoch when epoch == commit.Epoch => true,
            long => throw new FencedException(commit.Partition, commit.Epoch),
            _ => false,
        };
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellation) =>
        _connection ??= await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
