using System.Runtime.CompilerServices;
using DurableTask.Core.Exceptions;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Client.Entities;

namespace Paynode.LocalHost.Durable;

/// <content>Listing and purging instances.</content>
internal sealed partial class LocalDurableTaskClient
{
    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null) =>
        new InstancePages(this, filter ?? new OrchestrationQuery());

    public override async Task<PurgeResult> PurgeInstanceAsync(
        string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        InstanceIds.Check(instanceId);
        return new(await PurgeAsync(instanceId, options?.Recursive ?? false, cancellation).ConfigureAwait(false));
    }

    public override async Task<PurgeResult> PurgeAllInstancesAsync(
        PurgeInstancesFilter filter, PurgeInstanceOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        const int batch = 1000;
        var total = 0;
        var begun = Services.Time.GetTimestamp();
        while (true)
        {
            var purged = options is { Recursive: true }
                ? await PurgeTreesAsync(filter, cancellation).ConfigureAwait(false)
                : await Services.Journal.PurgeAsync(filter, batch, cancellation).ConfigureAwait(false);
            total += purged;
            if (purged == 0 || (purged < batch && options is not { Recursive: true }))
            {
                return new(total, isComplete: true);
            }

            if (filter.Timeout is { } limit && Services.Time.GetElapsedTime(begun) >= limit)
            {
                return new(total, isComplete: false);
            }
        }
    }

    /// <summary>Ids of ended instances, ordered by the time at which they ended.</summary>
    /// <exception cref="ArgumentException">The key was not returned with an earlier page.</exception>
    public override async Task<Page<string>> ListInstanceIdsAsync(
        IEnumerable<OrchestrationRuntimeStatus>? runtimeStatus = null,
        DateTimeOffset? completedTimeFrom = null,
        DateTimeOffset? completedTimeTo = null,
        int pageSize = OrchestrationQuery.DefaultPageSize,
        string? lastInstanceKey = null,
        CancellationToken cancellation = default)
    {
        var size = Math.Clamp(pageSize, 1, MaxPageSize);
        var query = new EndedQuery(
            [.. runtimeStatus ?? []], completedTimeFrom?.UtcDateTime, completedTimeTo?.UtcDateTime, PageToken.Read(lastInstanceKey), size);
        var ended = await Services.Journal.ListEndedAsync(query, cancellation).ConfigureAwait(false);
        return new([.. ended.Select(it => it.Id)], ended.Count < size ? null : PageToken.Write(ended[^1].EndedAt, ended[^1].Id));
    }

    /// <summary>One page of instances; state that is only in memory is stored first.</summary>
    internal async Task<Page<OrchestrationMetadata>> PageAsync(
        OrchestrationQuery filter, string? token, int size, CancellationToken cancellation)
    {
        foreach (var partition in engine.Owned)
        {
            var store = new StoreAllInput();
            await AskAsync(partition, store, store.Reply.Task, cancellation).ConfigureAwait(false);
        }

        var query = new InstanceQuery(filter, PageToken.Read(token), size, filter.FetchInputsAndOutputs);
        var rows = await Services.Journal.QueryAsync(query, cancellation).ConfigureAwait(false);
        var next = rows.Count < size ? null : PageToken.Write(rows[^1].CreatedAt, rows[^1].Id);
        return new([.. rows.Select(row => InstanceMetadata.From(row, filter.FetchInputsAndOutputs, Services.Payloads))], next);
    }

    private async Task<int> PurgeAsync(string instanceId, bool isRecursive, CancellationToken cancellation)
    {
        var children = isRecursive && await HistoryOfAsync(instanceId, cancellation).ConfigureAwait(false) is { } history
            ? HistoryDecoder.Steps(history)
                .SelectMany(step => step.Events)
                .OfType<ChildScheduled>()
                .Select(child => child.InstanceId)
                .ToArray()
            : [];
        if (!await Services.Journal.PurgeAsync(instanceId, cancellation).ConfigureAwait(false))
        {
            return 0;
        }

        var purged = 1;
        foreach (var child in children)
        {
            purged += await PurgeAsync(child, isRecursive: true, cancellation).ConfigureAwait(false);
        }

        return purged;
    }

    private async Task<int> PurgeTreesAsync(PurgeInstancesFilter filter, CancellationToken cancellation)
    {
        const int batch = 100;
        OrchestrationRuntimeStatus[] ended =
            [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];
        OrchestrationRuntimeStatus[] statuses = [.. (filter.Statuses ?? ended).Where(IsEnded)];
        var purged = 0;
        if (statuses.Length == 0)
        {
            // A query without statuses would list every instance.
            return purged;
        }

        var wanted = new OrchestrationQuery(filter.CreatedFrom, filter.CreatedTo, statuses);
        (DateTime CreatedAt, string Id)? after = null;
        while (true)
        {
            var rows = await Services.Journal.QueryAsync(new InstanceQuery(wanted, after, batch, false), cancellation)
                .ConfigureAwait(false);
            foreach (var row in rows)
            {
                purged += await PurgeAsync(row.Id, isRecursive: true, cancellation).ConfigureAwait(false);
            }

            // Instances that were not purged are still busy and are skipped.
            if (purged > 0 || rows.Count < batch)
            {
                return purged;
            }

            after = (rows[^1].CreatedAt, rows[^1].Id);
        }
    }

    private sealed class InstancePages(LocalDurableTaskClient client, OrchestrationQuery filter) : AsyncPageable<OrchestrationMetadata>
    {
        public override IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(
            string? continuationToken = default, int? pageSizeHint = default) =>
            PagesAsync(continuationToken ?? filter.ContinuationToken, Math.Clamp(pageSizeHint ?? filter.PageSize, 1, MaxPageSize));

        private async IAsyncEnumerable<Page<OrchestrationMetadata>> PagesAsync(
            string? token, int size, [EnumeratorCancellation] CancellationToken cancellation = default)
        {
            do
            {
                var page = await client.PageAsync(filter, token, size, cancellation).ConfigureAwait(false);
                token = page.ContinuationToken;
                yield return page;
            }
            while (token is not null);
        }
    }
}
