using Azure.Messaging.ServiceBus;

namespace Paynode.ServiceBusBroker.Tests;

public sealed class ReceiveTests : BrokerFixture
{
    [Fact]
    public async Task Complete_LockedMessage_RemovesIt()
    {
        await SendAsync(Plain, Message("done"));
        await using var receiver = Client.CreateReceiver(Plain);

        await receiver.CompleteMessageAsync(await receiver.ReceiveMessageAsync());

        Assert.Empty(await PeekAsync(Plain));
    }

    [Fact]
    public async Task Receive_LockedMessage_IsNotDeliveredTwice()
    {
        await SendAsync(Plain, Message("mine"));
        await using var first = Client.CreateReceiver(Plain);
        await using var second = Client.CreateReceiver(Plain);
        await first.ReceiveMessageAsync();

        Assert.Null(await second.ReceiveMessageAsync(Nothing));
    }

    [Fact]
    public async Task Abandon_Message_ComesAgainCountedAndChanged()
    {
        await SendAsync(Plain, Message("first"), Message("second"));
        await using var receiver = Client.CreateReceiver(Plain);

        await receiver.AbandonMessageAsync(await receiver.ReceiveMessageAsync(), new Dictionary<string, object> { ["seen"] = true });

        var again = await receiver.ReceiveMessageAsync();
        Assert.Equal(("first", 2, true), (again.Body.ToString(), again.DeliveryCount, again.ApplicationProperties["seen"]));
    }

    [Fact]
    public async Task Abandon_AsOftenAsAllowed_MovesToTheDeadLetters()
    {
        await SendAsync(Plain, Message("sick"));
        await using var receiver = Client.CreateReceiver(Plain);
        for (var i = 0; i < MaxDeliveryCount; i++)
        {
            await receiver.AbandonMessageAsync(await receiver.ReceiveMessageAsync());
        }

        Assert.Empty(await PeekAsync(Plain));
        await using var deadLetters = DeadLettersOf(Plain);
        var letter = Assert.Single(await deadLetters.PeekMessagesAsync(10));
        Assert.Equal(("sick", "MaxDeliveryCountExceeded", MaxDeliveryCount), (letter.MessageId, letter.DeadLetterReason, letter.DeliveryCount));
    }

    [Fact]
    public async Task DeadLetter_Message_KeepsReasonAndDescription()
    {
        await SendAsync(Plain, Message("unreadable"));
        await using var receiver = Client.CreateReceiver(Plain);

        await receiver.DeadLetterMessageAsync(await receiver.ReceiveMessageAsync(), "parse", "not JSON");

        await using var deadLetters = DeadLettersOf(Plain);
        var letter = await deadLetters.ReceiveMessageAsync();
        Assert.Equal(("unreadable", "parse", "not JSON"), (letter.MessageId, letter.DeadLetterReason, letter.DeadLetterErrorDescription));
        await deadLetters.CompleteMessageAsync(letter);
        Assert.Empty(await deadLetters.PeekMessagesAsync(10));
    }

    [Fact]
    public async Task Defer_Message_IsTakenByItsNumberOnly()
    {
        await SendAsync(Plain, Message("later"), Message("now"));
        await using var receiver = Client.CreateReceiver(Plain);
        var later = await receiver.ReceiveMessageAsync();

        await receiver.DeferMessageAsync(later);

        Assert.Equal(ServiceBusMessageState.Deferred, (await receiver.PeekMessageAsync()).State);
        Assert.Equal("now", (await receiver.ReceiveMessageAsync()).Body.ToString());
        var deferred = await receiver.ReceiveDeferredMessageAsync(later.SequenceNumber);
        Assert.Equal("later", deferred.Body.ToString());
        await receiver.CompleteMessageAsync(deferred);
        var error = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.ReceiveDeferredMessageAsync(later.SequenceNumber));
        Assert.Equal(ServiceBusFailureReason.MessageNotFound, error.Reason);
    }

    [Fact]
    public async Task Complete_AfterTheLocksEnd_IsRefusedAndTheMessageComesAgain()
    {
        await SendAsync(Plain, Message("slow"));
        await using var receiver = Client.CreateReceiver(Plain);
        var message = await receiver.ReceiveMessageAsync();

        Time.Advance(LockDuration);

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.CompleteMessageAsync(message));
        Assert.Equal(ServiceBusFailureReason.MessageLockLost, error.Reason);
        Assert.Equal(2, (await receiver.ReceiveMessageAsync()).DeliveryCount);
    }

    [Fact]
    public async Task RenewLock_BeforeItsEnd_KeepsTheMessage()
    {
        await SendAsync(Plain, Message("slow"));
        await using var receiver = Client.CreateReceiver(Plain);
        var message = await receiver.ReceiveMessageAsync();
        Time.Advance(LockDuration / 2);

        await receiver.RenewMessageLockAsync(message);

        Assert.Equal(Time.GetUtcNow() + LockDuration, message.LockedUntil, TimeSpan.FromMilliseconds(1));
        Time.Advance(LockDuration * 0.75);
        await receiver.CompleteMessageAsync(message);
        Assert.Empty(await PeekAsync(Plain));
    }

    [Fact]
    public async Task RenewLock_AfterItsEnd_IsRefused()
    {
        await SendAsync(Plain, Message("slow"));
        await using var receiver = Client.CreateReceiver(Plain);
        var message = await receiver.ReceiveMessageAsync();
        Time.Advance(LockDuration);

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => receiver.RenewMessageLockAsync(message));

        Assert.Equal(ServiceBusFailureReason.MessageLockLost, error.Reason);
    }

    /// <summary>A lock belongs to its token, not to its link: the client settles through the management node when the link is closed.</summary>
    [Fact]
    public async Task Complete_ThroughAnotherReceiver_RemovesTheMessage()
    {
        await SendAsync(Plain, Message("handed over"));
        var first = Client.CreateReceiver(Plain);
        var message = await first.ReceiveMessageAsync();
        await first.DisposeAsync();
        await using var second = Client.CreateReceiver(Plain);

        await second.CompleteMessageAsync(message);

        Assert.Empty(await PeekAsync(Plain));
    }

    [Fact]
    public async Task Receive_ByDeleting_LeavesNothing()
    {
        await SendAsync(Plain, Message("once"));
        await using var receiver = Client.CreateReceiver(Plain, new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });

        Assert.Equal("once", (await receiver.ReceiveMessageAsync()).Body.ToString());
        Assert.Empty(await PeekAsync(Plain));
    }

    [Fact]
    public async Task Receive_WithPrefetch_LocksNoMoreThanTheLinksCredit()
    {
        await SendAsync(Plain, Enumerable.Range(0, 20).Select(i => Message($"{i}")));
        await using var greedy = Client.CreateReceiver(Plain, new ServiceBusReceiverOptions { PrefetchCount = 5 });
        await using var other = Client.CreateReceiver(Plain);
        await greedy.ReceiveMessageAsync();

        var rest = new List<string>();
        while (await other.ReceiveMessagesAsync(20, Nothing) is { Count: > 0 } messages)
        {
            rest.AddRange(BodiesOf(messages));
        }

        Assert.Equal(Enumerable.Range(5, 15).Select(i => $"{i}"), rest);
    }

    [Fact]
    public async Task Receive_MessageSentWhileWaiting_Arrives()
    {
        await using var receiver = Client.CreateReceiver(Plain);
        var waiting = receiver.ReceiveMessageAsync();

        await SendAsync(Plain, Message("late"));

        Assert.Equal("late", (await waiting).Body.ToString());
    }

    [Fact]
    public async Task Peek_Messages_ContinuesWhereItEndedAndLocksNothing()
    {
        await SendAsync(Plain, Message("1"), Message("2"), Message("3"));
        await using var receiver = Client.CreateReceiver(Plain);

        Assert.Equal(["1", "2"], BodiesOf(await receiver.PeekMessagesAsync(2)));
        Assert.Equal(["3"], BodiesOf(await receiver.PeekMessagesAsync(2)));
        Assert.Empty(await receiver.PeekMessagesAsync(2));
        Assert.Equal(["2", "3"], BodiesOf(await receiver.PeekMessagesAsync(2, fromSequenceNumber: 2)));
        Assert.Equal(1, (await receiver.ReceiveMessageAsync()).DeliveryCount);
    }

    [Fact]
    public async Task Expire_MessageOlderThanItsTime_MovesToTheDeadLetters()
    {
        await SendAsync(Plain, new ServiceBusMessage("stale") { MessageId = "stale", TimeToLive = TimeSpan.FromMinutes(2) }, Message("fresh"));

        Time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(["fresh"], BodiesOf(await PeekAsync(Plain)));
        await using var deadLetters = DeadLettersOf(Plain);
        Assert.Equal("TTLExpiredException", (await deadLetters.PeekMessageAsync()).DeadLetterReason);
    }

    [Fact]
    public async Task Receive_WithoutSessionFromAQueueWithSessions_IsRefused()
    {
        await using var receiver = Client.CreateReceiver(Sessions);

        await Assert.ThrowsAsync<InvalidOperationException>(() => receiver.ReceiveMessageAsync());
    }

    [Fact]
    public async Task Receive_FromTheDeadLettersOfAQueueWithSessions_NeedsNone()
    {
        await SendAsync(Sessions, Message("sick", "session"));
        await using var session = await Client.AcceptSessionAsync(Sessions, "session");
        await session.DeadLetterMessageAsync(await session.ReceiveMessageAsync(), "reason");

        await using var deadLetters = DeadLettersOf(Sessions);
        var letter = await deadLetters.ReceiveMessageAsync();
        Assert.Equal(("sick", "session"), (letter.MessageId, letter.SessionId));
    }
}
