using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>
/// Carries what was committed on to the orchestrations, at least once. Called right after a commit for speed, and by a
/// timer for what a crash left behind.
/// </summary>
public sealed class OutboxPublisher(Outbox outbox, TimeProvider timeProvider, ILogger<OutboxPublisher> logger)
{
    /// <summary>Messages taken at once: a batch is one query, and a crash repeats at most this many.</summary>
    private const int BatchSize = 100;

    /// <summary>Batches a call; the timer comes again in a second.</summary>
    private const int MaxBatches = 50;

    /// <summary>How long a taken message is ours. Far longer than publishing takes.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Publishes what is there.</summary>
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

    /// <summary>Publishes after a commit. A failure is not the caller's: the timer tries again.</summary>
    public async Task TryPublishAsync(DurableTaskClient orchestrations, CancellationToken cancellationToken)
    {
        try
        {
            await PublishAsync(orchestrations, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            logger.LogWarning(fault, "The outbox could not be published at once; the timer will.");
        }
    }

    /// <summary>One order's messages, oldest first; after one that fails the later ones wait with it.</summary>
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
            logger.LogError(fault, "Message {Id} ({Kind} {Destination} {Name}) was not published.", message.Id, message.Kind, message.Destination, message.Name);
            return null;
        }
    }

    private async Task RaiseAsync(DurableTaskClient orchestrations, OutboxMessage message, CancellationToken cancellationToken)
    {
        // An event to an orchestration that does not exist is dropped without a word. Its start may still be in the outbox,
        // leased by a host that died: then this event waits for it. Otherwise it ended long ago and was purged.
        if (await orchestrations.GetInstanceAsync(message.Destination, false, cancellationToken) is null)
        {
            if (await outbox.IsWaitingAsync(OutboxKinds.Start, message.Destination, cancellationToken))
            {
                throw new InvalidOperationException($"The orchestration {message.Destination} has not been started yet.");
            }

            // Looked for once more, as it may have been started between the two looks.
            if (await orchestrations.GetInstanceAsync(message.Destination, false, cancellationToken) is null)
            {
                logger.LogWarning("Message {Id} ({Name}) is dropped: the orchestration {Destination} is gone.", message.Id, message.Name, message.Destination);
                return;
            }
        }

        using var payload = JsonDocument.Parse(message.Payload);
        await orchestrations.RaiseEventAsync(message.Destination, message.Name, payload.RootElement, cancellationToken);
    }

    private static async Task StartAsync(DurableTaskClient orchestrations, OutboxMessage message, CancellationToken cancellationToken)
    {
        // Started already: this message is a repetition, and the first one did its work.
        if (await orchestrations.GetInstanceAsync(message.Destination, false, cancellationToken) is null)
        {
            var input = JsonSerializer.Deserialize<LifecycleInput>(message.Payload, JsonSerializerOptions.Web)!;
            var tagged = new StartOrchestrationOptions(message.Destination)
            {
                Tags = input.Partition is { } partition ? new Dictionary<string, string> { [LifecycleInput.PartitionTag] = partition } : [],
            };

            // Refused whatever became of one that another host has started meanwhile.
            var options = tagged.WithDedupeStatuses(
                OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Suspended,
                OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated);
            await orchestrations.ScheduleNewOrchestrationInstanceAsync(new TaskName(message.Name), input, options, cancellationToken);
        }
    }
}
