using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Amqp;

namespace Paynode.ServiceBusBroker.Tests;

public sealed class SessionTests : BrokerFixture
{
    [Fact]
    public async Task Accept_NamedSession_TakesItsMessagesOnlyAndInOrder()
    {
        await SendAsync(Sessions, Message("a1", "a"), Message("b1", "b"), Message("a2", "a"));
        await using var session = await Client.AcceptSessionAsync(Sessions, "a");

        Assert.Equal(["a1", "a2"], BodiesOf(await session.ReceiveMessagesAsync(10)));
        Assert.Equal(Time.GetUtcNow() + LockDuration, session.SessionLockedUntil, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Accept_NextSession_IsTheFreeOneWithTheOldestMessage()
    {
        await SendAsync(Sessions, Message("a1", "a"), Message("b1", "b"));

        await using var first = await Client.AcceptNextSessionAsync(Sessions);
        await using var second = await Client.AcceptNextSessionAsync(Sessions);

        Assert.Equal(("a", "b"), (first.SessionId, second.SessionId));
    }

    [Fact]
    public async Task Accept_NextSessionBeforeThereIsOne_WaitsForIt()
    {
        var waiting = Client.AcceptNextSessionAsync(Sessions);

        await SendAsync(Sessions, Message("a1", "a"));

        await using var session = await waiting;
        Assert.Equal("a1", (await session.ReceiveMessageAsync()).Body.ToString());
    }

    [Fact]
    public async Task Accept_NextSessionWhenNoneComes_TimesOut()
    {
        var waiting = Client.AcceptNextSessionAsync(Sessions);
        await UntilAsync(async () => await Broker.CountWaitingReceiversAsync(Sessions) == 1);

        Time.Advance(TryTimeout);

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => waiting);
        Assert.Equal(ServiceBusFailureReason.ServiceTimeout, error.Reason);
    }

    [Fact]
    public async Task Accept_SessionThatAnotherHolds_IsRefused()
    {
        await using var holder = await Client.AcceptSessionAsync(Sessions, "a");

        var error = await Assert.ThrowsAsync<ServiceBusException>(() => Client.AcceptSessionAsync(Sessions, "a"));

        Assert.Equal(ServiceBusFailureReason.SessionCannotBeLocked, error.Reason);
    }

    [Fact]
    public async Task Accept_SessionOfAQueueWithoutSessions_IsRefused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Client.AcceptNextSessionAsync(Plain));

    [Fact]
    public async Task Close_SessionReceiver_FreesTheSessionAndCountsNoDelivery()
    {
        await SendAsync(Sessions, Message("a1", "a"));
        var first = await Client.AcceptSessionAsync(Sessions, "a");
        await first.ReceiveMessageAsync();

        await first.DisposeAsync();

        await using var second = await Client.AcceptNextSessionAsync(Sessions);
        Assert.Equal(("a", 1), (second.SessionId, (await second.ReceiveMessageAsync()).DeliveryCount));
    }

    [Fact]
    public async Task Close_Client_FreesItsSessions()
    {
        await SendAsync(Sessions, Message("a1", "a"));
        var other = NewClient();
        await other.AcceptSessionAsync(Sessions, "a");

        await other.DisposeAsync();

        await using var session = await Client.AcceptNextSessionAsync(Sessions);
        Assert.Equal("a", session.SessionId);
    }

    [Fact]
    public async Task Expire_SessionLock_ClosesTheReceiverAndCountsTheDelivery()
    {
        await SendAsync(Sessions, Message("a1", "a"));
        await using var slow = await Client.AcceptSessionAsync(Sessions, "a");
        await slow.ReceiveMessageAsync();

        Time.Advance(LockDuration);

        await using var next = await Client.AcceptNextSessionAsync(Sessions);
        Assert.Equal(("a", 2), (next.SessionId, (await next.ReceiveMessageAsync()).DeliveryCount));
        await UntilAsync(() => Task.FromResult(slow.IsClosed));
    }

    [Fact]
    public async Task Renew_SessionLock_KeepsTheSession()
    {
        await SendAsync(Sessions, Message("a1", "a"));
        await using var session = await Client.AcceptSessionAsync(Sessions, "a");
        var message = await session.ReceiveMessageAsync();
        Time.Advance(LockDuration / 2);

        await session.RenewSessionLockAsync();

        Assert.Equal(Time.GetUtcNow() + LockDuration, session.SessionLockedUntil, TimeSpan.FromMilliseconds(1));
        Time.Advance(LockDuration * 0.75);
        await session.CompleteMessageAsync(message);
        Assert.Empty(await session.PeekMessagesAsync(10));
    }

    [Fact]
    public async Task Renew_SessionWithoutHolder_IsRefused()
    {
        // The client sends nothing once its link is detached, so this calls the queue directly.
        await using var queue = new QueueNode(new BrokerQueue(Sessions) { RequiresSession = true }, null, Time);

        var error = await Assert.ThrowsAsync<AmqpException>(() => queue.CallAsync(() => queue.RenewSession("a", "link")));

        Assert.Equal(BrokerError.SessionLockLostCondition, error.Error.Condition);
    }

    [Fact]
    public async Task Abandon_MessageOfASession_ComesAgainBeforeTheNext()
    {
        await SendAsync(Sessions, Message("a1", "a"), Message("a2", "a"));
        await using var session = await Client.AcceptSessionAsync(Sessions, "a");

        await session.AbandonMessageAsync(await session.ReceiveMessageAsync());

        Assert.Equal(["a1", "a2"], BodiesOf(await session.ReceiveMessagesAsync(2)));
    }

    [Fact]
    public async Task SetState_Session_OutlivesItsReceiver()
    {
        await using (var first = await Client.AcceptSessionAsync(Sessions, "a"))
        {
            Assert.Null(await first.GetSessionStateAsync());
            await first.SetSessionStateAsync(BinaryData.FromString("kept"));
        }

        await using var second = await Client.AcceptSessionAsync(Sessions, "a");

        Assert.Equal("kept", (await second.GetSessionStateAsync()).ToString());
        await second.SetSessionStateAsync(null);
        Assert.Null(await second.GetSessionStateAsync());
    }
}
