using Paynode.Functions.Azure;

namespace Paynode.Functions.Tests.Azure;

public sealed class MessageIdsTests
{
    private static readonly string Key = $"11155111:0x{new string('f', 64)}:0x{new string('e', 64)}:1234:17:withdrawn";

    [Fact]
    public void The_longest_key_becomes_an_identifier_that_service_bus_takes()
    {
        Assert.True(Key.Length > MessageIds.MaxLength);
        Assert.InRange(MessageIds.Of(Key).Length, 1, MessageIds.MaxLength);
    }

    [Fact]
    public void The_same_movement_has_the_same_identifier_and_another_one_another()
    {
        Assert.Equal(MessageIds.Of(Key), MessageIds.Of(Key));
        Assert.NotEqual(MessageIds.Of(Key), MessageIds.Of(Key + ":2"));
    }

    [Fact]
    public void A_message_that_is_sent_again_and_again_never_gets_an_identifier_twice_or_too_long()
    {
        var seen = new List<string> { MessageIds.Of(Key) };
        for (var sequence = long.MaxValue; sequence > long.MaxValue - 10; sequence--)
        {
            seen.Add(MessageIds.OnceMore(seen[^1], sequence));
        }

        Assert.Equal(seen.Count, seen.Distinct().Count());
        Assert.All(seen, id => Assert.InRange(id.Length, 1, MessageIds.MaxLength));
    }
}
