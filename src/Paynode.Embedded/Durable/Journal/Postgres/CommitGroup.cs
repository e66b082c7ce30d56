using Npgsql;

namespace Paynode.Embedded.Durable;

/// <summary>
/// Writes small commits of the partitions of one process together: whatever came while the last group was under way is
/// one transaction. Its overhead is then paid once, not once a partition. A group that fails has written nothing that can
/// be relied on, and each of its commits is then to be written alone: no partition waits for another's trouble twice.
/// </summary>
internal sealed class CommitGroup(NpgsqlDataSource source) : IAsyncDisposable
{
    /// <summary>Bytes up to which a commit is small. A larger one is dear by itself, and would hold up the others.</summary>
    public const int SmallBytes = 32 * 1024;

    /// <summary>Steps up to which a commit is small.</summary>
    public const int SmallSteps = 128;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private List<(JournalCommit Commit, TaskCompletionSource<bool> Written)> _waiting = [];
    private Task _writing = Task.CompletedTask;
    private bool _isWriting;
    private NpgsqlConnection? _connection;

    /// <summary>Whether a commit is written in company.</summary>
    public static bool IsSmall(JournalCommit commit) => commit.Steps <= SmallSteps && commit.Bytes <= SmallBytes;

    /// <summary>Writes a commit together with those that wait too.</summary>
    /// <returns>Whether it is durable; if not, it may be nevertheless, as after any failure.</returns>
    public Task<bool> TryWriteAsync(JournalCommit commit)
    {
        var written = new TaskCompletionSource<bool>();
        lock (_lock)
        {
            _waiting.Add((commit, written));
            if (!_isWriting)
            {
                _isWriting = true;
                _writing = WriteWaitingAsync();
            }
        }

        return written.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task WriteWaitingAsync()
    {
        // Behind the loops that are about to close their commits as well.
        await default(NextTurn);
        while (Take() is { } group)
        {
            var isWritten = await TryWriteAsync(group).ConfigureAwait(false);
            foreach (var (_, written) in group)
            {
                written.SetResult(isWritten);
            }
        }
    }

    private List<(JournalCommit Commit, TaskCompletionSource<bool> Written)>? Take()
    {
        lock (_lock)
        {
            if (_waiting.Count == 0)
            {
                _isWriting = false;
                return null;
            }

            var taken = _waiting;
            _waiting = [];
            return taken;
        }
    }

    private async Task<bool> TryWriteAsync(List<(JournalCommit Commit, TaskCompletionSource<bool> Written)> group)
    {
        try
        {
            _connection ??= await source.OpenConnectionAsync(_stopping.Token).ConfigureAwait(false);
            group.Sort(static (one, other) => one.Commit.Partition.CompareTo(other.Commit.Partition));
            await CommitStatements.WriteAsync(_connection, group.ConvertAll(static member => member.Commit), _stopping.Token).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException)
        {
            // The connection is in order; one of the commits was not.
            return false;
        }
        catch (Exception)
        {
            // Each partition's own attempt finds out what is wrong, and says it.
            await CloseAsync().ConfigureAwait(false);
            return false;
        }
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }
}
