using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;

namespace Paynode.ServiceBusBroker.Tests;

public sealed class SendTests : BrokerFixture
{
    [Fact]
    public async Task Send_Message_ArrivesAsSent()
    {
        await SendAsync(Plain, new ServiceBusMessage("body")
        {
            MessageId = "id",
            Subject = "subject",
            ContentType = "text/plain",
            CorrelationId = "correlation",
            TimeToLive = TimeSpan.FromHours(1),
            ApplicationProperties = { ["count"] = 42, ["name"] = "value" },
        });
        await using var receiver = Client.CreateReceiver(Plain);

        var message = await receiver.ReceiveMessageAsync();

        Assert.Equal(("body", "id", "subject"), (message.Body.ToString(), message.MessageId, message.Subject));
        Assert.Equal(("text/plain", "correlation"), (message.ContentType, message.CorrelationId));
        Assert.Equal((42, "value"), (message.ApplicationProperties["count"], message.ApplicationProperties["name"]));
        Assert.Equal((1, 1L), (message.DeliveryCount, message.SequenceNumber));
        Assert.Equal(Time.GetUtcNow(), message.EnqueuedTime, TimeSpan.FromMilliseconds(1));
        Assert.Equal(Time.GetUtcNow() + LockDuration, message.LockedUntil, TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.FromHours(1), message.TimeToLive);
    }

    [Fact]
    public async Task Send_Batch_ArrivesInOrderAsSingleMessages()
    {
        await using var sender = Client.CreateSender(Plain);
        using var batch = await sender.CreateMessageBatchAsync();
        for (var i = 0; i < 100; i++)
        {
            Assert.True(batch.TryAddMessage(Message($"{i}")));
        }

        await sender.SendMessagesAsync(batch);

        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"{i}"), BodiesOf(await ReceiveAsync(Plain, 100)));
    }

    [Fact]
    public async Task Send_BatchWithOneRefusedMessage_TakesNone()
    {
        await using var sender = Client.CreateSender(Sessions);

        await Assert.ThrowsAsync<InvalidOperationException>(() => sender.SendMessagesAsync([Message("good", "session"), Message("bad")]));

        await using var receiver = Client.CreateReceiver(Sessions, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        await using var session = await Client.AcceptSessionAsync(Sessions, "session");
        Assert.Empty(await session.PeekMessagesAsync(10));
    }

    [Fact]
    public async Task Send_MessageOverTheLinksLimit_IsRefused()
    {
        var error = await Assert.ThrowsAsync<ServiceBusException>(() => SendAsync(Plain, new ServiceBusMessage(new byte[300_000])));

        Assert.Equal(ServiceBusFailureReason.MessageSizeExceeded, error.Reason);
    }

    [Fact]
    public async Task CreateBatch_FullBatch_StaysWithinTheLinksLimit()
    {
        await using var sender = Client.CreateSender(Plain);

        using var batch = await sender.CreateMessageBatchAsync();

        Assert.Equal(new BrokerQueue(Plain).MaxMessageBytes, batch.MaxSizeInBytes);
    }

    [Fact]
    public async Task Send_MessageLargerThanAFrame_ArrivesWhole()
    {
        var body = Enumerable.Range(0, 200_000).Select(i => (byte)i).ToArray();
        await SendAsync(Plain, new ServiceBusMessage(body));

        Assert.Equal(body, Assert.Single(await ReceiveAsync(Plain, 1)).Body.ToArray());
    }

    [Fact]
    public async Task Send_MessageIdOf128Characters_IsTaken()
    {
        await SendAsync(Plain, new ServiceBusMessage("body") { MessageId = new string('i', 128) });

        Assert.Equal(128, Assert.Single(await ReceiveAsync(Plain, 1)).MessageId.Length);
    }

    /// <summary>The client checks its own property; the raw AMQP message bypasses that check.</summary>
    [Fact]
    public async Task Send_MessageIdOf129Characters_IsRefused()
    {
        var message = new ServiceBusMessage("body");
        message.GetRawAmqpMessage().Properties.MessageId = new AmqpMessageId(new string('i', 129));

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SendAsync(Plain, message));
    }

    [Fact]
    public async Task Send_WithoutSessionToAQueueWithSessions_IsRefused()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => SendAsync(Sessions, Message("stray")));

        Assert.Contains("SessionId", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_Scheduled_IsRefusedAsNotImplemented()
    {
        var later = new ServiceBusMessage("later") { ScheduledEnqueueTime = Time.GetUtcNow().AddHours(1) };

        await Assert.ThrowsAsync<NotSupportedException>(() => SendAsync(Plain, later));
    }

    [Fact]
    public async Task Send_UnknownQueue_IsNotFound()
    {
        var error = await Assert.ThrowsAsync<ServiceBusException>(() => SendAsync("nowhere", Message("lost")));

        Assert.Equal(ServiceBusFailureReason.MessagingEntityNotFound, error.Reason);
    }

    [Fact]
    public async Task Send_ToDeadLetters_IsRefused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => SendAsync($"{Plain}/$DeadLetterQueue", Message("odd")));

    [Fact]
    public async Task Send_ConcurrentBatchesOnAFreshSender_AllArrive()
    {
        await using var sender = Client.CreateSender(Plain);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            using var batch = await sender.CreateMessageBatchAsync();
            Assert.True(batch.TryAddMessage(Message($"{i}")));
            await sender.SendMessagesAsync(batch);
        }));

        Assert.Equal(Enumerable.Range(0, 16).Select(i => $"{i}").Order(), BodiesOf(await ReceiveAsync(Plain, 16)).Order());
    }

    [Fact]
    public async Task Send_SameIdWithinTheWindow_ArrivesOnce()
    {
        await SendAsync(Deduplicated, Message("first"), Message("first"));
        Time.Advance(DuplicateWindow - TimeSpan.FromSeconds(1));
        await SendAsync(Deduplicated, Message("first"), Message("second"));

        Assert.Equal(["first", "second"], BodiesOf(await PeekAsync(Deduplicated)));
    }

    [Fact]
    public async Task Send_SameIdAfterTheWindow_ArrivesAgain()
    {
        await SendAsync(Deduplicated, Message("again"));
        Time.Advance(DuplicateWindow);
        await SendAsync(Deduplicated, Message("again"));

        Assert.Equal(["again", "again"], BodiesOf(await PeekAsync(Deduplicated)));
    }

    [Fact]
    public async Task Send_SameIdToAQueueWithoutDetection_ArrivesTwice()
    {
        await SendAsync(Plain, Message("again"), Message("again"));

        Assert.Equal(2, (await PeekAsync(Plain)).Count);
    }
}
