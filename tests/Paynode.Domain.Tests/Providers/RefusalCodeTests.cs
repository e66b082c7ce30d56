namespace Paynode.Domain.Tests;

public sealed class RefusalCodeTests
{
    [Fact]
    public void Every_code_is_known_and_of_one_kind() => Assert.All(RefusalCode.All, code => Assert.True(RefusalCode.IsKnown(code)));

    [Theory]
    [InlineData("invalid_account", true)]
    [InlineData("name_mismatch", true)]
    [InlineData("recipient_blocked", true)]
    [InlineData("recipient_limit", true)]
    [InlineData("insufficient_liquidity", false)]
    [InlineData("provider_unavailable", false)]
    [InlineData("institution_unavailable", false)]
    [InlineData("limit_exceeded", false)]
    [InlineData("other", false)]
    public void A_recipients_fault_is_not_the_providers(string code, bool business) => Assert.Equal(business, RefusalCode.IsBusiness(code));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("OTHER")]
    public void Other_words_are_no_codes(string? code)
    {
        Assert.False(RefusalCode.IsKnown(code));
        Assert.False(RefusalCode.IsBusiness(code));
    }
}
