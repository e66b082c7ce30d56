using Npgsql;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Group commit: small commits of one process's partitions that become ready while the previous group is being written are
/// written in one transaction. The overhead is then paid once instead of once per partition. If a group fails, the outcome
/// is uncertain and each of its commits is retried alone, so one partition's failure delays the others only briefly.
/// </summary>
internal sealed class CommitGroup(NpgsqlDataSource source, int timeoutSeconds = CommitGroup.TimeoutSeconds) : IAsyncDisposable
{
    /// <summary>
    /// Maximum size of a small commit in bytes. A larger one is expensive by itself and would delay the others.
    /// </summary>
    public const int SmallBytes = 32 * 1024;

    /// <summary>Maximum number of steps of a small commit.</summary>
    public const int SmallSteps = 128;

    /// <summary>How long a commit that waits for a lock can delay the others, in seconds.</summary>
    private const int TimeoutSeconds = 3;

    /// <summary>How often the writer yields while the partitions that it has woken close their commits.</summary>
    private const int Timeout = 4;

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<WakeSignal> _toWake = [];
    private List<Member> _gathered = [];
    private Task _writing = Task.CompletedTask;
    private bool _isActive;
    private bool _isWriting;
    private NpgsqlConnection? _connection;

    /// <summary>Whether a commit is small enough to be grouped.</summary>
    public static bool IsSmall(int steps, long bytes) => steps <= SmallSteps && bytes <= SmallBytes;

    /// <summary>
    /// Whether a commit would be written immediately. If not, the partition should keep adding to it, and is woken when the
    /// current group has been written.
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

    /// <summary>Writes a commit together with those that become ready at the same time.</summary>
    /// <returns>Whether it is durable. If false it may still have been written, as after any failure.</returns>
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

    // Yields first, so that loops about to close their commits can join.
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

    // Returns how many partitions are likely to join the next group.
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
            await CommitStatements
                .WriteAsync(_connection, group.ConvertAll(static member => member.Commit), timeoutSeconds, _stopping.Token)
                .ConfigureAwait(false);
            return true;
        }
        catch (PostgresException)
        {
            // The connection is fine; one of the commits was rejected.
            return false;
        }
        catch (Exception)
        {
            // Each partition's own retry determines the cause and reports it.
            await CloseAsync().ConfigureAwait(false);
            return false;
        }
    }

    // Limited by the group's timeout, because no partition commits alone in the meantime.
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

    /// <summary>A commit waiting for its group to be written.</summary>
    private sealed record Member(JournalCommit Commit)
    {
        public TaskCompletionSource<bool> Written { get; } = new();
    }
}
