using Paynode.Embedded.Durable;

namespace Paynode.Embedded.Tests;

/// <summary>Messages on their way to a partition.</summary>
[Collection("postgres")]
public sealed class InboxTests(TestPostgres postgres)
{
    [Fact]
    public async Task Messages_of_one_sender_keep_their_order_whatever_their_ids()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var journal = hub.NewProcess().Journal;
        var sent = Enumerable.Range(0, 30)
            .Select(i => new InboxMessage(new Guid(30 - i, 0, 0, new byte[8]), 0, "someone", InboxMessage.AnyGeneration, new EventRaised($"event {i}", null)))
            .ToArray();

        await journal.SendAsync(sent[..20], CancellationToken.None);
        await journal.SendAsync(sent[20..], CancellationToken.None);

        var read = await journal.ReadInboxAsync(0, CancellationToken.None);
        Assert.Equal(sent.Select(message => message.Event), read.Select(message => message.Event));
    }
}
