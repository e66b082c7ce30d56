using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>
/// Publishes committed messages to the orchestrations, at least once. Called right after a commit for low latency, and by a timer
/// for what a crash left unpublished.
/// </summary>
public sealed class OutboxPublisher(Outbox outbox, TimeProvider timeProvider, ILogger<OutboxPublisher> logger)
{
    /// <summary>Messages leased per batch: a batch is one query, and a crash repeats at most this many.</summary>
    private const int BatchSize = 100;

    /// <summary>Batches per call; the timer runs again after one second.</summary>
    private const int MaxBatches = 50;

    /// <summary>Lease of a batch of messages; much longer than publishing takes.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Publishes the pending messages.</summary>
    /// <returns>How many messages were published.</returns>
    public async Task<int> PublishAsync(DurableTaskClient orchestrations, CancellationToken cancellationToken)
    {
        var published = 0;
        for (var batch = 0; batch < MaxBatches; batch++)
        {
            var messages = await outbox.TakeAsync(BatchSize, timeProvider.GetUtcNow(), Lease, cancellationToken);
            var done = await Task.WhenAll(messages
                .GroupBy(message => message.Destination, StringComparer.Ordinal)
                .Select(group => PublishInOrderAsync(orchestrations, group, cancellationToken)));
            await outbox.DoneAsync([.. done.SelectMany(ids => ids)], cancellationToken);
            published += messages.Length;
            if (messages.Length < BatchSize)
            {
                break;
            }
        }

        return published;
    }

    /// <summary>Publishes after a commit. A failure does not affect the caller: the timer retries.</summary>
    public async Task TryPublishAsync(DurableTaskClient orchestrations, CancellationToken cancellationToken)
    {
        try
        {
            await PublishAsync(orchestrations, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogWarning(fault, "Publishing the outbox after the commit failed; the timer will retry.");
        }
    }

    /// <summary>Publishes the messages of one order, oldest first; when one fails, the later ones wait.</summary>
    private async Task<List<long>> PublishInOrderAsync(
        DurableTaskClient orchestrations, IEnumerable<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        var done = new List<long>();
        foreach (var message in messages.OrderBy(message => message.Id))
        {
            if (await PublishOneAsync(orchestrations, message, cancellationToken) is not { } id)
            {
                break;
            }

            done.Add(id);
        }

        return done;
    }

    private async Task<long?> PublishOneAsync(DurableTaskClient orchestrations, OutboxMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await (message.Kind switch
            {
                OutboxKinds.Start => StartAsync(orchestrations, message, cancellationToken),
                OutboxKinds.Raise => RaiseAsync(orchestrations, message, cancellationToken),
                _ => throw new InvalidOperationException($"The outbox kind '{message.Kind}' is unknown."),
            });
            return message.Id;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogError(
                fault, "Message {Id} ({Kind} {Destination} {Name}) was not published.", message.Id, message.Kind, message.Destination,
                message.Name);
            return null;
        }
    }

    private async Task RaiseAsync(DurableTaskClient orchestrations, OutboxMessage message, CancellationToken cancellationToken)
    {
        // An event to an orchestration that does not exist is dropped silently. Its start may still be in the outbox, leased by a
        // host that crashed: then this event waits for it. Otherwise the orchestration ended long ago and was purged.
        if (await orchestrations.GetInstanceAsync(message.Destination, false, cancellationToken) is null)
        {
            if (await outbox.IsWaitingAsync(OutboxKinds.Start, message.Destination, cancellationToken))
            {
                throw new InvalidOperationException($"The orchestration {message.Destination} has not been started yet.");
            }

            // Checked again, since the orchestration may have been started between the two checks.
            if (await orchestrations.GetInstanceAsync(message.Destination, false, cancellationToken) is null)
            {
                logger.LogWarning(
                    "Message {Id} ({Name}) is dropped: the orchestration {Destination} no longer exists.", message.Id, message.Name,
                    message.Destination);
                return;
            }
        }

        using var payload = JsonDocument.Parse(message.Payload);
        await orchestrations.RaiseEventAsync(message.Destination, message.Name, payload.RootElement, cancellationToken);
    }

    private static async Task StartAsync(DurableTaskClient orchestrations, OutboxMessage message, CancellationToken cancellationToken)
    {
        // Already started: this message is a duplicate.
        if (await orchestrations.GetInstanceAsync(message.Destination, false, cancellationToken) is null)
        {
            var input = JsonSerializer.Deserialize<LifecycleInput>(message.Payload, JsonSerializerOptions.Web)!;
            var tagged = new StartOrchestrationOptions(message.Destination)
            {
                Tags = input.Partition is { } partition ? new Dictionary<string, string> { [LifecycleInput.PartitionTag] = partition } : [],
            };

            // The runtime refuses a second start, whatever the state of the instance that another host has started meanwhile.
            var options = tagged.WithDedupeStatuses(
                OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended,
                OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated);
            await orchestrations.ScheduleNewOrchestrationInstanceAsync(new TaskName(message.Name), input, options, cancellationToken);
        }
    }
}
