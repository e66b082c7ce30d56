using FsCheck;
using FsCheck.Fluent;
using static Paynode.Payments.OrderState;

namespace Paynode.Domain.Tests;

public sealed class OrderTransitionsTests
{
    private static readonly OrderState[] All = Enum.GetValues<OrderState>();

    [Fact]
    public void The_terminal_states_are_these_four() =>
        Assert.Equal([Settled, Cancelled, Refunded, Expired], All.Where(state => state.IsTerminal()));

    [Fact]
    public void Nothing_follows_a_terminal_state() =>
        Assert.All(All.Where(state => state.IsTerminal()), from => Assert.DoesNotContain(All, to => OrderTransitions.Allows(from, to)));

    [Fact]
    public void Every_state_can_be_reached_from_the_first() =>
        Assert.All(All, state => Assert.NotNull(OrderTransitions.PathTo(Initiated, state)));

    [Fact]
    public void Every_state_reaches_a_terminal_one() =>
        Assert.All(All, from => Assert.Contains(All, to => to.IsTerminal() && OrderTransitions.PathTo(from, to) is not null));

    [Fact]
    public void Once_funded_an_order_ends_settled_or_refunded() => Assert.All(
        All.Where(state => OrderTransitions.PathTo(Deposited, state) is not null && state.IsTerminal()),
        state => Assert.Contains(state, new[] { Settled, Refunded }));

    [Fact]
    public void The_chain_can_refund_an_order_wherever_it_stands_after_its_deposit() => Assert.All(
        All.Where(state => OrderTransitions.PathTo(Deposited, state) is not null && state is not Settled),
        state => Assert.NotNull(OrderTransitions.PathTo(state, Refunded)));

    [Fact]
    public void A_paid_order_is_not_refunded_by_choice() =>
        Assert.All(new[] { Fulfilled, Validated, Settling }, state => Assert.False(OrderTransitions.Allows(state, Refunding)));

    [Fact]
    public void No_state_follows_itself() => Assert.All(All, state => Assert.False(OrderTransitions.Allows(state, state)));

    [Fact]
    public void A_random_walk_ends_in_a_terminal_state_and_settles_only_by_the_whole_way() => Prop.ForAll(
        Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var walk = Walk(new Random(seed));
            OrderState[] way = [Deposited, Pending, Fulfilling, Fulfilled, Validated, Settling];
            return walk[^1].IsTerminal() && (walk[^1] != Settled || way.All(walk.Contains));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_path_consists_of_allowed_steps() => Prop.ForAll(
        Gen.Elements(All).ToArbitrary(), Gen.Elements(All).ToArbitrary(), (from, to) =>
        {
            var path = OrderTransitions.PathTo(from, to);
            return path is null || (path.LastOrDefault(from) == to
                && path.Prepend(from).Zip(path).All(step => OrderTransitions.Allows(step.First, step.Second)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Each_state_has_one_name_on_the_wire() => Assert.All(All, state => Assert.Equal(state, OrderTransitions.FromWire(state.ToWire())));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Settled")]
    [InlineData("7")]
    [InlineData("settled,refunded")]
    public void Other_names_are_none(string? text) => Assert.Null(OrderTransitions.FromWire(text));

    private static List<OrderState> Walk(Random random)
    {
        // The only loop is failover, so a walk of a thousand steps that has not ended would be a fault.
        var walk = new List<OrderState> { Initiated };
        while (!walk[^1].IsTerminal() && walk.Count < 1_000)
        {
            var next = OrderTransitions.After(walk[^1]);
            walk.Add(next[random.Next(next.Count)]);
        }

        return walk;
    }
}
