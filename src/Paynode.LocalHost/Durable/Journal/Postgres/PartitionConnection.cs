using Npgsql;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Writes one partition's commits: in company while all is well, and otherwise alone, on a connection of its own that is
/// opened again after a failure.
/// </summary>
internal sealed class PartitionConnection(NpgsqlDataSource source, CommitGroup company) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private NpgsqlConnection? _connection;
    private bool _isUncertain;

    /// <summary>Writes a commit, in one transaction and one round trip.</summary>
    /// <exception cref="FencedException">Another writer has the partition.</exception>
    /// <exception cref="ConsumedException">A message of the commit has been consumed before.</exception>
    public async Task CommitAsync(JournalCommit commit, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (!_isUncertain && !commit.IsAlone && CommitGroup.IsSmall(commit.Steps, commit.Bytes))
            {
                // The group goes on when this partition is abandoned; nobody learns then what has become of the commit.
                _isUncertain = true;
                if (await company.TryWriteAsync(commit).WaitAsync(cancellation).ConfigureAwait(false))
                {
                    _isUncertain = false;
                    return;
                }
            }

            // The loop goes on building the next commit; a large one takes its time to be sent.
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
            // The last place is another writer's, or our own: an attempt whose answer was lost may have been made after we looked.
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

    // After a broken connection the commit may have been made: then its place is taken under our own epoch.
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
