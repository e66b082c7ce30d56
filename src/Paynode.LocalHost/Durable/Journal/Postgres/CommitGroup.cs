using Npgsql;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Writes small commits of the partitions of one process together: what is ready when the last group has been written is
/// one transaction. Its overhead is then paid once, not once a partition. A group that fails has written nothing that can
/// be relied on, and each of its commits is then to be written alone: no partition's trouble is another's for long.
/// </summary>
internal sealed class CommitGroup(NpgsqlDataSource source, int timeoutSeconds = CommitGroup.TimeoutSeconds) : IAsyncDisposable
{
    /// <summary>Bytes up to which a commit is small. A larger one is dear by itself, and would hold up the others.</summary>
    public const int SmallBytes = 32 * 1024;

    /// <summary>Steps up to which a commit is small.</summary>
    public const int SmallSteps = 128;

    /// <summary>How long one commit that waits for a lock can hold up the others.</summary>
    private const int TimeoutSeconds = 3;

    /// <summary>How often the writer lets others have their turn while partitions that it has woken close their commits.</summary>
    private const int Timeout = 4;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<WakeSignal> _toWake = [];
    private List<Member> _gathered = [];
    private Task _writing = Task.CompletedTask;
    private bool _isActive;
    private bool _isWriting;
    private NpgsqlConnection? _connection;

    /// <summary>Whether a commit is written in company.</summary>
    public static bool IsSmall(int steps, long bytes) => steps <= SmallSteps && bytes <= SmallBytes;

    /// <summary>
    /// Whether a commit would be written at once. While it would have to wait, it had better grow: then the partition is
    /// woken when the present group has been written.
    /// </summary>
    public bool IsReady(WakeSignal toWake)
    {
        lock (_lock)
        {
            if (_isWriting && !_toWake.Contains(toWake))
            {
                _toWake.Add(toWake);
            }

            return !_isWriting;
        }
    }

    /// <summary>Writes a commit together with those that come at the same moment.</summary>
    /// <returns>Whether it is durable; if not, it may be nevertheless, as after any failure.</returns>
    public Task<bool> TryWriteAsync(JournalCommit commit)
    {
        var member = new Member(commit);
        lock (_lock)
        {
            _gathered.Add(member);
            if (!_isActive)
            {
                _isActive = true;
                _writing = WriteGroupsAsync();
            }
        }

        return member.Written.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        await CloseAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task WriteGroupsAsync()
    {
        var expected = 1;
        while (await GatherAsync(expected).ConfigureAwait(false) is { } group)
        {
            var isWritten = await TryWriteAsync(group).ConfigureAwait(false);
            expected = Wake();
            group.ForEach(member => member.Written.SetResult(isWritten));
        }
    }

    // Behind the loops that are about to close their commits as well.
    private async Task<List<Member>?> GatherAsync(int expected)
    {
        for (var turn = 0; turn < Timeout && (turn == 0 || Volatile.Read(ref _gathered).Count < expected); turn++)
        {
            await default(NextTurn);
        }

        lock (_lock)
        {
            _isActive = _isWriting = _gathered.Count > 0;
            if (!_isActive)
            {
                return null;
            }

            var group = _gathered;
            _gathered = [];
            return group;
        }
    }

    // Gives how many partitions are likely to join the next group.
    private int Wake()
    {
        lock (_lock)
        {
            _isWriting = false;
            var count = _toWake.Count;
            _toWake.ForEach(static signal => signal.Set());
            _toWake.Clear();
            return count;
        }
    }

    private async Task<bool> TryWriteAsync(List<Member> group)
    {
        try
        {
            _connection ??= await OpenAsync().ConfigureAwait(false);
            group.Sort(static (one, other) => one.Commit.Partition.CompareTo(other.Commit.Partition));
            await CommitStatements.WriteAsync(_connection, group.ConvertAll(static member => member.Commit), timeoutSeconds, _stopping.Token).ConfigureAwait(false);
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

    // Within the group's time: nobody commits alone meanwhile.
    private async Task<NpgsqlConnection> OpenAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        timeout.CancelAfter(TimeSpan.FromSeconds(timeoutSeconds));
        return await source.OpenConnectionAsync(timeout.Token).ConfigureAwait(false);
    }

    private async Task CloseAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A commit that waits for its group.</summary>
    private sealed record Member(JournalCommit Commit)
    {
        public TaskCompletionSource<bool> Written { get; } = new();
    }
}
