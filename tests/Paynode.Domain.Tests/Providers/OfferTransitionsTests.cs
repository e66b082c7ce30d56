using static Paynode.Payments.OfferState;

namespace Paynode.Domain.Tests;

public sealed class OfferTransitionsTests
{
    private static readonly OfferState[] All = Enum.GetValues<OfferState>();

    [Fact]
    public void An_offer_is_open_while_it_may_still_be_paid() =>
        Assert.Equal([Offered, Accepted], All.Where(state => !state.IsTerminal()));

    [Fact]
    public void Nothing_follows_a_terminal_state() =>
        Assert.All(All.Where(state => state.IsTerminal()), from => Assert.DoesNotContain(All, to => OfferTransitions.Allows(from, to)));

    [Fact]
    public void Only_an_accepted_offer_is_fulfilled() =>
        Assert.Equal([Accepted], All.Where(from => OfferTransitions.Allows(from, Fulfilled)));

    [Fact]
    public void An_accepted_offer_neither_lapses_nor_is_declined() =>
        Assert.All(new[] { Lapsed, Declined }, to => Assert.False(OfferTransitions.Allows(Accepted, to)));

    [Fact]
    public void There_is_no_way_back()
    {
        // Every step leads to a state that comes later, so what was refused once stays refused.
        Assert.All(All, from => Assert.All(All.Where(to => OfferTransitions.Allows(from, to)), to => Assert.False(Reaches(to, from))));
    }

    [Fact]
    public void Each_state_has_its_own_name_on_the_wire() =>
        Assert.Equal(["offered", "accepted", "fulfilled", "failed", "declined", "lapsed", "closed"], All.Select(state => state.ToWire()));

    private static bool Reaches(OfferState from, OfferState to) =>
        from == to || All.Any(next => OfferTransitions.Allows(from, next) && Reaches(next, to));
}
