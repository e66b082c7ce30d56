using Paynode.Routing.Features;

namespace Paynode.Routing.Tests.Features;

public sealed class FeatureTests
{
    [Fact]
    public void The_same_order_is_encoded_alike_whatever_its_case()
    {
        var at = new DateTimeOffset(2026, 5, 1, 13, 59, 0, TimeSpan.Zero);
        Assert.Equal(
            ContextEncoder.Encode("bank", "GTBINGLA", 50, false, 200, at),
            ContextEncoder.Encode("BANK", "gtbingla", 60, false, 200, at.AddMinutes(30)));
    }

    [Fact]
    public void Amounts_fall_into_ascending_bands()
    {
        double[] amounts = [0, 19.99, 20, 499, 500, 1e9, double.NaN];
        Assert.Equal([0, 0, 1, 2, 3, 5, 5], amounts.Select(a => (int)ContextEncoder.BandOf(a)));
    }

    [Fact]
    public void Institutions_spread_over_the_buckets()
    {
        var at = DateTimeOffset.UnixEpoch;
        var buckets = Enumerable.Range(0, 64)
            .Select(i => ContextEncoder.Encode("bank", $"BANK{i:D2}", 1, false, 1, at).Institution).Distinct().Count();
        Assert.True(buckets > 20);
    }

    [Fact]
    public void The_large_threshold_finds_the_upper_quarter_and_follows_it()
    {
        var random = new Random(5);
        var quantile = default(AmountQuantile);
        for (var i = 0; i < 20_000; i++)
        {
            quantile = quantile.With(Math.Exp(random.NextDouble() * 4));
        }

        Assert.InRange(quantile.LogValue, 2.7, 3.3);
        for (var i = 0; i < 20_000; i++)
        {
            quantile = quantile.With(Math.Exp(2 + random.NextDouble() * 4));
        }

        Assert.InRange(quantile.LogValue, 4.7, 5.3);
        Assert.True(quantile.IsLarge(Math.Exp(5.5)));
        Assert.False(quantile.IsLarge(Math.Exp(4.5)));
        Assert.Equal(quantile, quantile.With(double.NaN).With(-1).With(0));
    }
}
