using Microsoft.Extensions.Configuration;
using Paynode.Functions;
using Paynode.Payments;

namespace Paynode.Functions.Tests;

public sealed class CorridorSettingsTests
{
    private static readonly ChainFacts[] Chains = [new("base", ["USDC"], new BasisPoints(30))];

    [Fact]
    public void Without_a_section_more_than_fifty_currencies_are_served()
    {
        var corridors = CorridorSettings.Read(Configuration([]), Chains);
        Assert.True(corridors.Partitions.Count > 50, $"{corridors.Partitions.Count} currencies");
    }

    [Theory]
    [InlineData("Corridors:USDC-NGN:MaxAmount")]
    [InlineData("Corridors:USDC_NGN:MaxAmount")]
    public void A_named_corridor_takes_what_it_says_and_the_defaults_for_the_rest(string key)
    {
        var settings = new Dictionary<string, string?> { [key] = "25.5", ["CorridorDefaults:AcceptSeconds"] = "7" };
        var corridor = Assert.Single(CorridorSettings.Read(Configuration(settings), Chains).All);

        Assert.Equal("25.500000 USDC", corridor.MaxAmount.ToString());
        Assert.Equal(TimeSpan.FromSeconds(7), corridor.AcceptWindow);
        Assert.Equal("base", corridor.Chain);
    }

    [Fact]
    public void Small_orders_are_offered_to_as_many_at_once_as_the_corridor_says()
    {
        var settings = new Dictionary<string, string?> { ["Corridors:USDC-NGN:ParallelOffers"] = "3", ["Corridors:USDC-NGN:ParallelUpTo"] = "50" };
        var corridor = Assert.Single(CorridorSettings.Read(Configuration(settings), Chains).All);

        Assert.Equal(3, corridor.ParallelOffers);
        Assert.Equal("50.000000 USDC", corridor.ParallelUpTo?.ToString());
    }

    [Fact]
    public void Payouts_are_multiples_of_what_the_corridor_and_its_methods_say()
    {
        var settings = new Dictionary<string, string?>
        {
            ["CorridorDefaults:PayoutStep"] = "0.05",
            ["Corridors:USDC-TZS:PayoutSteps:mobile_money"] = "1",
        };
        var corridor = Assert.Single(CorridorSettings.Read(Configuration(settings), Chains).All);

        Assert.Equal("0.05 TZS", corridor.StepOf("bank").ToString());
        Assert.Equal("1.00 TZS", corridor.StepOf("mobile_money").ToString());
        Assert.Equal("1.00 TZS", corridor.StepOf(null).ToString());
    }

    [Fact]
    public void The_fee_is_the_one_that_the_escrow_takes()
    {
        var corridors = CorridorSettings.Read(Configuration([]), Chains);
        Assert.All(corridors.All, corridor => Assert.Equal(30, corridor.ProtocolFee.Value));
    }

    [Theory]
    [InlineData("Corridors:USDT-NGN:MaxAmount", "10")]
    [InlineData("Corridors:USDC-XXX:MaxAmount", "10")]
    [InlineData("Corridors:USDC-NGN:MaxAmount", "ten")]
    [InlineData("Corridors:USDC-NGN:MaxAmount", "0.000001")]
    [InlineData("Corridors:USDC-NGN:ParallelUpTo", "few")]
    [InlineData("Corridors:USDC-NGN:ParallelOffers", "0")]
    [InlineData("Corridors:USDC-NGN:ParallelOffers", "6")]
    [InlineData("Corridors:USDC-NGN:PayoutStep", "0.001")]
    [InlineData("Corridors:USDC-UGX:PayoutStep", "0.5")]
    [InlineData("Corridors:USDC-NGN:PayoutSteps:bank", "0")]
    [InlineData("Corridors:USDC-NGN:PayoutSteps:pigeon", "1")]
    [InlineData("Corridors:USDC-NGN:MaxOffers", "0")]
    [InlineData("Corridors:USDC-NGN:AcceptSeconds", "-1")]
    [InlineData("Corridors:USDC-NGN:QuoteBufferBps", "10000")]
    public void A_corridor_that_cannot_be_served_stops_the_start(string key, string value) =>
        Assert.Throws<InvalidOperationException>(() =>
            CorridorSettings.Read(Configuration(new Dictionary<string, string?> { [key] = value }), Chains));

    private static IConfiguration Configuration(Dictionary<string, string?> values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values).Build();
}
