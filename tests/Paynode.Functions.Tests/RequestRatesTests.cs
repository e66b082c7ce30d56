using Microsoft.Extensions.Configuration;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions.Tests;

public sealed class RequestRatesTests
{
    private readonly StandingTime _time = new();

    [Fact]
    public void A_sender_gets_its_requests_a_second_and_takes_none_of_the_others()
    {
        var rates = new RequestRates(new SenderLimits { RequestsPerSecond = 10 }, _time);
        var (hasty, other) = (new TenantId(Guid.NewGuid()), new TenantId(Guid.NewGuid()));

        Assert.Equal(20, Enumerable.Range(0, 100).Count(_ => rates.TryTake(hasty)));
        Assert.True(rates.TryTake(other));

        _time.Seconds += 1;
        Assert.Equal(10, Enumerable.Range(0, 100).Count(_ => rates.TryTake(hasty)));

        _time.Seconds += 3_600;
        Assert.Equal(20, Enumerable.Range(0, 100).Count(_ => rates.TryTake(hasty)));
    }

    [Fact]
    public void What_the_configuration_leaves_out_has_its_default()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["SenderLimits:UnfundedOrders"] = "7" }).Build();

        Assert.Equal(new SenderLimits { UnfundedOrders = 7 }, SenderLimitSettings.Read(configuration));
    }

    [Theory]
    [InlineData("UnfundedOrders", "0")]
    [InlineData("LiquidityPercent", "101")]
    [InlineData("LapsedQuoteMinutes", "-1")]
    [InlineData("RequestsPerSecond", "0")]
    public void A_limit_out_of_its_range_is_named(string name, string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { [$"SenderLimits:{name}"] = value }).Build();

        Assert.Contains(name, Assert.Throws<InvalidOperationException>(() => SenderLimitSettings.Read(configuration)).Message, StringComparison.Ordinal);
    }

    private sealed class StandingTime : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
