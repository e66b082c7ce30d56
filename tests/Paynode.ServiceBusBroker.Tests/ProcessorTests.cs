using System.Collections.Concurrent;
using Azure.Messaging.ServiceBus;
using Paynode.LocalServices;

namespace Paynode.ServiceBusBroker.Tests;

/// <summary>The client's processors, as the Functions host uses them.</summary>
public sealed class ProcessorTests : BrokerFixture
{
    [Fact]
    public async Task Process_ManySessions_TakesEachInOrderAndCompletesAll()
    {
        var sessions = Enumerable.Range(0, 20).Select(i => $"session-{i}").ToList();
        await SendAsync(Sessions, Enumerable.Range(0, 10).SelectMany(step => sessions.Select(it => Message($"{it}/{step}", it))));
        var seen = new ConcurrentDictionary<string, ConcurrentQueue<string>>();
        using var all = new CountdownEvent(200);
        await using var processor = Client.CreateSessionProcessor(Sessions, new ServiceBusSessionProcessorOptions
        {
            MaxConcurrentSessions = 8,
            SessionIdleTimeout = TimeSpan.FromMilliseconds(100),
        });
        processor.ProcessMessageAsync += args =>
        {
            seen.GetOrAdd(args.SessionId, _ => []).Enqueue(args.Message.Body.ToString());
            all.Signal();
            return Task.CompletedTask;
        };
        processor.ProcessErrorAsync += _ => Task.CompletedTask;

        await processor.StartProcessingAsync();
        Assert.True(all.Wait(HangLimit.OfWait), $"{all.CurrentCount} messages did not arrive.");
        await processor.StopProcessingAsync();

        Assert.All(sessions, it => Assert.Equal(Enumerable.Range(0, 10).Select(step => $"{it}/{step}"), seen[it]));
        await using var receiver = DeadLettersOf(Sessions);
        Assert.Empty(await receiver.PeekMessagesAsync(10));
    }

    [Fact]
    public async Task Process_FailingHandler_EndsInTheDeadLetters()
    {
        await SendAsync(Sessions, Message("sick", "session"));
        var deliveries = new ConcurrentQueue<int>();
        var last = new TaskCompletionSource();
        await using var processor = Client.CreateSessionProcessor(Sessions, new ServiceBusSessionProcessorOptions
        {
            SessionIdleTimeout = TimeSpan.FromMilliseconds(100),
        });
        processor.ProcessMessageAsync += args =>
        {
            deliveries.Enqueue(args.Message.DeliveryCount);
            if (deliveries.Count == MaxDeliveryCount)
            {
                last.TrySetResult();
            }

            throw new InvalidOperationException("the handler fails");
        };
        processor.ProcessErrorAsync += _ => Task.CompletedTask;

        await processor.StartProcessingAsync();
        await last.Task.WaitAsync(HangLimit.OfWait);
        // Ends when the message was abandoned: the handler's failure is part of the processing.
        await processor.StopProcessingAsync();

        Assert.Equal([1, 2, 3], deliveries);
        await using var deadLetters = DeadLettersOf(Sessions);
        Assert.Equal("MaxDeliveryCountExceeded", (await deadLetters.ReceiveMessageAsync()).DeadLetterReason);
    }

    [Fact]
    public async Task Process_QueueWithoutSessions_TakesAll()
    {
        await SendAsync(Plain, Enumerable.Range(0, 50).Select(i => Message($"{i}")));
        using var all = new CountdownEvent(50);
        await using var processor = Client.CreateProcessor(Plain, new ServiceBusProcessorOptions { MaxConcurrentCalls = 4, PrefetchCount = 10 });
        processor.ProcessMessageAsync += _ =>
        {
            all.Signal();
            return Task.CompletedTask;
        };
        processor.ProcessErrorAsync += _ => Task.CompletedTask;

        await processor.StartProcessingAsync();
        Assert.True(all.Wait(HangLimit.OfWait), $"{all.CurrentCount} messages did not arrive.");
        await processor.StopProcessingAsync();

        Assert.Empty(await PeekAsync(Plain));
    }
}
