using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Paynode.Cli.Demo.Chain;
using Paynode.Cli.Demo.Reporting;

namespace Paynode.Cli.Tests;

public sealed class ReportingTests
{
    [Fact]
    public void Percentiles_are_by_nearest_rank()
    {
        var hundred = new Percentiles(Enumerable.Range(1, 100).Select(value => (double)value).Reverse());

        Assert.Equal([50d, 95d, 99d, 100d], new[] { 50d, 95, 99, 100 }.Select(percent => hundred.At(percent)!.Value));
        Assert.Equal(3d, new Percentiles([3]).At(50));
        Assert.Null(new Percentiles([]).At(50));
    }

    [Fact]
    public void A_percentile_is_a_measured_value_that_enough_do_not_exceed() => Prop.ForAll<NonEmptyArray<int>>(values =>
    {
        var numbers = values.Get.Select(value => (double)value).ToArray();
        return new[] { 1d, 50, 95, 99, 100 }.All(percent =>
            new Percentiles(numbers).At(percent) is { } found
            && numbers.Contains(found)
            && numbers.Count(value => value <= found) >= percent / 100 * numbers.Length);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("1", 1_000_000)]
    [InlineData("0.000001", 1)]
    [InlineData("100.5", 100_500_000)]
    [InlineData("100.500000", 100_500_000)]
    public void Units_are_exact(string amount, long units) => Assert.Equal(new BigInteger(units), Wallets.UnitsOf(amount));

    [Theory]
    [InlineData("1.0000001")]
    [InlineData("-1")]
    [InlineData("1e3")]
    [InlineData("")]
    public void What_is_no_amount_of_the_token_is_refused(string amount) => Assert.ThrowsAny<FormatException>(() => Wallets.UnitsOf(amount));
}
