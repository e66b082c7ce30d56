using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Paynode.LocalServices;

namespace Paynode.ServiceBusBroker.Tests;

public sealed class SecurityTests : BrokerFixture
{
    [Fact]
    public async Task PutToken_SignedWithAnotherKey_IsRefused()
    {
        var properties = ServiceBusConnectionStringProperties.Parse(Broker.ConnectionString);
        await using var client = NewClient(Broker.ConnectionString.Replace(properties.SharedAccessKey, "another", StringComparison.Ordinal));
        await using var sender = client.CreateSender(Plain);

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => sender.SendMessageAsync(Message("mine")));
    }

    [Fact]
    public async Task PutToken_OfAnUnknownKeyName_IsRefused()
    {
        var properties = ServiceBusConnectionStringProperties.Parse(Broker.ConnectionString);
        await using var client = NewClient(Broker.ConnectionString.Replace(properties.SharedAccessKeyName, "Another", StringComparison.Ordinal));
        await using var sender = client.CreateSender(Plain);

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => sender.SendMessageAsync(Message("mine")));
    }

    [Fact]
    public async Task PutToken_AfterItsExpiry_IsRefused()
    {
        Time.Advance(TimeSpan.FromDays(1));

        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => SendAsync(Plain, Message("late")));
    }

    [Fact]
    public async Task Attach_WithoutToken_IsRefused()
    {
        var connection = await new AmqpConnectionFactory().OpenConnectionAsync($"amqp://127.0.0.1:{Broker.Port}");
        var session = connection.CreateSession(new AmqpSessionSettings());
        await session.OpenAsync(HangLimit.OfWait);
        var link = new SendingAmqpLink(session, new AmqpLinkSettings
        {
            LinkName = "no-token",
            Role = false,
            Source = new Source { Address = "here" },
            Target = new Target { Address = Plain },
        });

        var error = await Assert.ThrowsAsync<AmqpException>(() => link.OpenAsync(HangLimit.OfWait));

        Assert.Equal(AmqpErrorCode.UnauthorizedAccess, error.Error.Condition);
        await connection.CloseAsync(HangLimit.OfWait);
    }
}
