using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

public sealed class EscrowEventMessageTests
{
    private const string Provider = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

    private static readonly EscrowEventMessage Release = new(
        "key", "event", false, "base", EscrowEventMessage.Released, "0x01", null, "5000000", "0", Provider, null, null, "0x02");

    private static readonly ChainIntent Decided = new(
        "base", "0x01", new OrderId(Guid.CreateVersion7()), ChainIntentKind.Release, Provider,
        new Money(5_000_000, Currencies.Get("USDC")), DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_release_of_the_decided_amount_to_the_decided_provider_is_as_decided() =>
        Assert.True(Release.IsAsDecided(Decided with { ProviderAddress = Provider.ToLowerInvariant() }));

    [Fact]
    public void A_release_to_another_receiver_is_not_what_was_decided() =>
        Assert.False((Release with { Receiver = "0x0000000000000000000000000000000000000009" }).IsAsDecided(Decided));

    [Fact]
    public void A_release_of_another_amount_is_not_what_was_decided() =>
        Assert.False((Release with { AmountMinor = "4999999" }).IsAsDecided(Decided));

    [Fact]
    public void A_release_that_nobody_decided_is_not_what_was_decided()
    {
        Assert.False(Release.IsAsDecided(null));
        Assert.False(Release.IsAsDecided(Decided with { Kind = ChainIntentKind.Refund, ProviderAddress = null }));
    }

    [Fact]
    public void A_refund_is_as_decided_unless_a_release_was()
    {
        var refund = Release with { Kind = EscrowEventMessage.Refunded };
        Assert.True(refund.IsAsDecided(null));
        Assert.True(refund.IsAsDecided(Decided with { Kind = ChainIntentKind.Refund, ProviderAddress = null }));
        Assert.False(refund.IsAsDecided(Decided));
    }
}
