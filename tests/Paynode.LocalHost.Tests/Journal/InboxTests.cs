using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Tests;

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

    [Fact]
    public async Task A_message_of_any_bytes_harms_only_itself()
    {
        await using var hub = await postgres.CreateHubAsync();
        await using var journal = hub.NewProcess().Journal;
        var random = new Random(20_262);
        byte[][] spoiled = [[], [1], .. Enumerable.Repeat(0, 8).Select((_, i) => Enumerable.Repeat((byte)(255 - i), 16 + i).ToArray()), .. Enumerable.Range(0, 500).Select(i => Some(random, i))];
        await journal.SendAsync([Good(1)], CancellationToken.None);
        foreach (var bytes in spoiled)
        {
            await using var command = hub.Source.CreateCommand(
                "INSERT INTO durable.inbox (id, partition, instance_id, generation, event) VALUES (gen_random_uuid(), 0, 'someone', 0, $1)");
            command.Parameters.Add(new() { Value = bytes });
            await command.ExecuteNonQueryAsync();
        }

        await journal.SendAsync([Good(2)], CancellationToken.None);

        var read = await journal.ReadInboxAsync(0, CancellationToken.None);
        Assert.Equal(spoiled.Length + 2, read.Count);
        Assert.Equal(Good(1).Event, read[0].Event);
        Assert.Equal(Good(2).Event, read[^1].Event);
        Assert.True(read.Count(message => message.Event is Unreadable) > 100);
    }

    private static InboxMessage Good(int i) => new(Guid.NewGuid(), 0, "someone", InboxMessage.AnyGeneration, new EventRaised($"event {i}", null));

    private static byte[] Some(Random random, int length)
    {
        var bytes = new byte[length % 64];
        random.NextBytes(bytes);
        // Every other one claims to be of the version that is read.
        if (bytes.Length > 0 && length % 2 == 0)
        {
            bytes[0] = 1;
        }

        return bytes;
    }
}
