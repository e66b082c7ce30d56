namespace Paynode.LocalServices.Tests;

public sealed class HangLimitTests
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData("", 1)]
    [InlineData("1", 1)]
    [InlineData("100", 100)]
    public void The_setting_multiplies_the_limit(string? setting, int times) => Assert.Equal(times, HangLimit.TimeoutOf(setting));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("101")]
    [InlineData("much")]
    public void A_setting_that_is_no_whole_number_is_refused_by_its_name(string setting) =>
        Assert.Contains(HangLimit.Setting, Assert.Throws<FormatException>(() => HangLimit.TimeoutOf(setting)).Message, StringComparison.Ordinal);
}
