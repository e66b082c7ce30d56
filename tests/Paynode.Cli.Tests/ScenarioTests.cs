using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Paynode.Chain.Primitives;
using Paynode.Cli.Demo.Scenarios;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.Cli.Tests;

public sealed class ScenarioTests
{
    private static readonly Arbitrary<(int Orders, int Seed)> Drawn =
        Gen.Choose(1, 300).Zip(Gen.Choose(0, int.MaxValue)).ToArbitrary();

    [Fact]
    public void The_same_seed_gives_the_same_scenario() => Prop.ForAll(Drawn, drawn =>
    {
        var one = Scenario.Create(drawn.Orders, drawn.Seed);
        var two = Scenario.Create(drawn.Orders, drawn.Seed);
        return one.Orders.SequenceEqual(two.Orders) && one.Providers.SequenceEqual(two.Providers);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Exactly_one_order_cannot_be_paid() => Prop.ForAll(Drawn, drawn =>
        Scenario.Create(drawn.Orders, drawn.Seed).Orders.Count(order => !order.CanBePaid && order.Recipient.AccountIdentifier == Scenario.NobodysAccount) == 1)
        .QuickCheckThrowOnFailure();

    [Fact]
    public void Two_reliable_providers_of_each_currency_hold_more_than_all_its_orders() => Prop.ForAll(Drawn, drawn =>
    {
        var scenario = Scenario.Create(drawn.Orders, drawn.Seed);
        return scenario.Providers.GroupBy(provider => provider.Corridor).All(market =>
        {
            var volume = scenario.Orders.Where(order => order.Request.Corridor == market.Key).Sum(order => order.Request.PayoutAmount is { } payout
                ? decimal.Parse(payout, CultureInfo.InvariantCulture)
                : decimal.Parse(order.Request.Amount!, CultureInfo.InvariantCulture) * market.Max(provider => provider.Rate));
            return market.Count(provider => provider.Behaviour.Kind == BehaviourKind.Slow && provider.Balance > volume) == 2;
        });
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_provider_can_take_over_from_the_best_within_the_quotes_buffer() => Prop.ForAll(Drawn, drawn =>
        Scenario.Create(drawn.Orders, drawn.Seed).Providers.GroupBy(provider => provider.Corridor).All(market =>
            market.Min(provider => provider.Rate) > market.Max(provider => provider.Rate) * 0.995m)).QuickCheckThrowOnFailure();

    [Fact]
    public void Every_provider_is_settled_to_an_address_of_its_own()
    {
        var addresses = Scenario.Create(20, 1).Providers.Select(provider => Address.Parse(provider.SettlementAddress)).ToList();

        Assert.Equal(8, addresses.Distinct().Count());
    }
}
