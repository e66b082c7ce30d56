using Microsoft.DurableTask.Client;

namespace Paynode.LocalHost.Durable;

/// <summary>A journal in memory with the guarantees of the PostgreSQL one while the process lives; for fast tests.</summary>
internal sealed class MemoryJournal : IJournal
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, SortedDictionary<long, (long Epoch, byte[] Data)>> _entries = [];
    private readonly Dictionary<string, InstanceRow> _rows = new(StringComparer.Ordinal);
    private readonly List<InboxMessage> _inbox = [];

    public Task<OpenedPartition> OpenAsync(int partition, long epoch, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var entries = Entries(partition);
            if (entries.Count > 0 && entries.Last().Value.Epoch > epoch)
            {
                return Task.FromException<OpenedPartition>(new FencedException(partition, epoch));
            }

            var tail = entries.Select(entry => (entry.Key, entry.Value.Data)).ToArray();
            var marker = (entries.Count == 0 ? 0 : entries.Last().Key) + 1;
            entries.Add(marker, (epoch, []));
            var named = tail.SelectMany(entry => JournalRecord.Read(entry.Data)).Select(step => step.InstanceId).ToHashSet();
            var rows = _rows.Values.Where(row => row.Partition == partition).ToArray();
            return Task.FromResult(new OpenedPartition(
                marker,
                tail,
                rows.Where(row => row.Busy || named.Contains(row.Id)).ToArray(),
                rows.Where(row => row.NextDue is not null).Select(row => (row.Id, row.NextDue!.Value)).ToArray(),
                _inbox.Where(message => message.Partition == partition).ToArray()));
        }
    }

    public Task CommitAsync(JournalCommit commit, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var entries = Entries(commit.Partition);
            if (entries.TryGetValue(commit.Sequence, out var present) && present.Epoch == commit.Epoch)
            {
                return Task.CompletedTask;
            }

            // The last entry is never deleted, because it shows who may write.
            if (entries.Count == 0 || entries.Last() is var last && (last.Value.Epoch != commit.Epoch || last.Key >= commit.Sequence))
            {
                return Task.FromException(new FencedException(commit.Partition, commit.Epoch));
            }

            if (commit.Consumed.Exists(id => !_inbox.Exists(message => message.Id == id)))
            {
                return Task.FromException(new ConsumedException(commit.Partition));
            }

            entries.Add(commit.Sequence, (commit.Epoch, commit.Data.ToArray()));
            foreach (var row in commit.Rows.Values)
            {
                _rows[row.Id] = row;
            }

            _inbox.AddRange(commit.Outgoing);
            _inbox.RemoveAll(message => commit.Consumed.Contains(message.Id));
            foreach (var cut in entries.Keys.TakeWhile(sequence => sequence < commit.CutBelow).ToArray())
            {
                entries.Remove(cut);
            }
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<InstanceRow>> LoadAsync(IReadOnlyCollection<string> ids, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<InstanceRow>>(ids.Where(_rows.ContainsKey).Select(id => _rows[id]).ToArray());
        }
    }

    public Task SendAsync(IReadOnlyList<InboxMessage> messages, CancellationToken cancellation)
    {
        lock (_lock)
        {
            _inbox.AddRange(messages);
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<InboxMessage>> ReadInboxAsync(int partition, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<InboxMessage>>(_inbox.Where(message => message.Partition == partition).ToArray());
        }
    }

    public Task<bool> IsInInboxAsync(Guid message, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult(_inbox.Exists(waiting => waiting.Id == message));
        }
    }

    public Task<IReadOnlyList<InstanceRow>> QueryAsync(InstanceQuery query, CancellationToken cancellation)
    {
        var filter = query.Filter;
        var statuses = filter.Statuses?.ToHashSet();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<InstanceRow>>(_rows.Values
                .Where(row => statuses is null || statuses.Count == 0 || statuses.Contains(row.Status))
                .Where(row => filter.CreatedFrom is not { } from || row.CreatedAt >= from.UtcDateTime)
                .Where(row => filter.CreatedTo is not { } to || row.CreatedAt <= to.UtcDateTime)
                .Where(row => filter.InstanceIdPrefix is not { } prefix || row.Id.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(row => row.CreatedAt).ThenBy(row => row.Id, StringComparer.Ordinal)
                .Where(row => query.After is not { } after
                    || row.CreatedAt > after.CreatedAt
                    || (row.CreatedAt == after.CreatedAt && string.CompareOrdinal(row.Id, after.Id) > 0))
                .Take(query.Limit)
                .ToArray());
        }
    }

    public Task<bool> PurgeAsync(string id, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult(_rows.TryGetValue(id, out var row) && IsEnded(row) && _rows.Remove(id));
        }
    }

    public Task<int> PurgeAsync(PurgeInstancesFilter filter, int limit, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var gone = _rows.Values
                .Where(IsEnded)
                .Where(row => filter.Statuses is null || filter.Statuses.Contains(row.Status))
                .Where(row => filter.CreatedFrom is not { } from || row.CreatedAt >= from.UtcDateTime)
                .Where(row => filter.CreatedTo is not { } to || row.CreatedAt <= to.UtcDateTime)
                .Take(limit)
                .ToArray();
            foreach (var row in gone)
            {
                _rows.Remove(row.Id);
            }

            return Task.FromResult(gone.Length);
        }
    }

    public Task<IReadOnlyList<(string Id, DateTime EndedAt)>> ListEndedAsync(EndedQuery query, CancellationToken cancellation)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<(string Id, DateTime EndedAt)>>(
            [
                .. _rows.Values.Where(row => IsOver(row) && Fits(row, query)).Select(row => (row.Id, row.UpdatedAt))
                    .OrderBy(row => row.UpdatedAt).ThenBy(row => row.Id, StringComparer.Ordinal).Take(query.Size),
            ]);
        }
    }

    private static bool Fits(InstanceRow row, EndedQuery query) =>
        (query.Statuses.Count == 0 || query.Statuses.Contains(row.Status))
        && !(row.UpdatedAt < query.From) && !(row.UpdatedAt > query.To)
        && (query.After is not { } after || row.UpdatedAt > after.EndedAt
            || (row.UpdatedAt == after.EndedAt && string.CompareOrdinal(row.Id, after.Id) > 0));

    public Task<int> PurgeEndedAsync(DateTime before, int limit, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var gone = _rows.Values
                .Where(row => IsEnded(row) && row.UpdatedAt < before)
                .OrderBy(row => row.UpdatedAt)
                .Take(limit)
                .ToArray();
            Array.ForEach(gone, row => _rows.Remove(row.Id));
            return Task.FromResult(gone.Length);
        }
    }

    private static bool IsEnded(InstanceRow row) => !row.Busy && IsOver(row);

    private static bool IsOver(InstanceRow row) => row.Status
        is OrchestrationRuntimeStatus.Completed or OrchestrationRuntimeStatus.Failed or OrchestrationRuntimeStatus.Terminated;

    private SortedDictionary<long, (long Epoch, byte[] Data)> Entries(int partition)
    {
        if (!_entries.TryGetValue(partition, out var entries))
        {
            _entries.Add(partition, entries = []);
        }

        return entries;
    }
}
