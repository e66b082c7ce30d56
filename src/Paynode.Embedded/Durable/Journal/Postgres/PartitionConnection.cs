using Npgsql;

namespace Paynode.Embedded.Durable;

/// <summary>The connection on which one partition commits. It is opened again after a failure.</summary>
internal sealed class PartitionConnection(NpgsqlDataSource source) : IAsyncDisposable
{
    private const string Append = "SELECT durable.append($1, $2, $3, $4)";

    private readonly SemaphoreSlim _one = new(1, 1);
    private NpgsqlConnection? _connection;
    private bool _isUncertain;

    /// <summary>Writes a commit, in one transaction and one round trip.</summary>
    /// <exception cref="FencedException">Another writer has the partition.</exception>
    public async Task CommitAsync(JournalCommit commit, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
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
            await WriteAsync(connection, commit, cancellation).ConfigureAwait(false);
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
        catch (Exception e) when (e is not FencedException)
        {
            await CloseAsync().ConfigureAwait(false);
            throw;
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

    private static async Task WriteAsync(NpgsqlConnection connection, JournalCommit commit, CancellationToken cancellation)
    {
        // A batch without an explicit transaction is one transaction: its statements share one Sync.
        await using var batch = new NpgsqlBatch(connection);
        var append = new NpgsqlBatchCommand(Append);
        append.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)commit.Partition });
        append.Parameters.Add(new NpgsqlParameter<long> { TypedValue = commit.Sequence });
        append.Parameters.Add(new NpgsqlParameter<long> { TypedValue = commit.Epoch });
        append.Parameters.Add(new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = commit.Data.Written });
        batch.BatchCommands.Add(append);
        if (commit.Rows.Count > 0)
        {
            InstanceRows.AddUpsert(batch, commit.Rows.Values);
        }

        if (commit.Outgoing.Count > 0)
        {
            InboxRows.AddInsert(batch, commit.Outgoing);
        }

        if (commit.Consumed.Count > 0)
        {
            InboxRows.AddDelete(batch, commit.Consumed);
        }

        if (commit.CutBelow > 0)
        {
            AddCut(batch, commit);
        }

        await batch.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    private static void AddCut(NpgsqlBatch batch, JournalCommit commit)
    {
        var cut = new NpgsqlBatchCommand("DELETE FROM durable.journal WHERE partition = $1 AND sequence < $2");
        cut.Parameters.Add(new NpgsqlParameter<short> { TypedValue = (short)commit.Partition });
        cut.Parameters.Add(new NpgsqlParameter<long> { TypedValue = commit.CutBelow });
        batch.BatchCommands.Add(cut);
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
