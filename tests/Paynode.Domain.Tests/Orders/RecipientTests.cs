using FsCheck;
using FsCheck.Fluent;

namespace Paynode.Domain.Tests;

public sealed class RecipientTests
{
    private static readonly string Longest = new('x', Recipient.MaxLength);

    [Fact]
    public void A_recipient_keeps_what_it_was_given() => Assert.Equal(
        new Recipient("GTBINGLA", "0123456789", "Ada Obi", "rent", Recipient.MobileMoney),
        Some.Of(Recipient.Create("GTBINGLA", "0123456789", "Ada Obi", "rent", "mobile_money")));

    [Fact]
    public void Memo_and_method_may_be_left_out() => Assert.Equal(
        new Recipient("B", "1", "A", "", Recipient.Bank), Some.Of(Recipient.Create("B", "1", "A", null)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\t")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    public void A_field_that_is_missing_or_no_text_is_named(string? bad)
    {
        Assert.Equal("recipient.institution", Fault(bad, "1", "A", null));
        Assert.Equal("recipient.accountIdentifier", Fault("B", bad, "A", null));
        Assert.Equal("recipient.accountName", Fault("B", "1", bad, null));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_text()
    {
        Assert.Equal("recipient.accountName", Fault("B", "1", "half \ud83d pair", null));
        Assert.Equal("recipient.memo", Fault("B", "1", "A", "\udc00"));
    }

    [Fact]
    public void Each_field_has_a_longest_value()
    {
        Assert.True(Recipient.Create(Longest, Longest, Longest, Longest).Succeeded);
        Assert.Equal("recipient.memo", Fault("B", "1", "A", Longest + "x"));
        Assert.Equal("recipient.accountName", Fault("B", "1", Longest + "x", null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("BANK")]
    [InlineData("cash")]
    public void A_method_that_does_not_exist_is_refused(string method) =>
        Assert.Equal("recipient.method", Recipient.Create("B", "1", "A", null, method).Problem?.Field);

    [Theory]
    [InlineData("Ọláwálé Adéyẹmí")]
    [InlineData("محمد")]
    [InlineData("王小明")]
    [InlineData("😀")]
    public void Names_of_any_script_are_names(string name) => Assert.Equal(name, Some.Of(Recipient.Create("B", "1", name, null)).AccountName);

    [Fact]
    public void What_is_accepted_can_be_written_as_UTF_8() => Prop.ForAll<string>(ArbMap.Default.ArbFor<string>(), text =>
    {
        var strict = new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true);
        var created = Recipient.Create("B", "1", text, text);
        return !created.Succeeded || strict.GetString(strict.GetBytes(created.Value.Memo)) == text;
    }).QuickCheckThrowOnFailure();

    private static string? Fault(string? institution, string? account, string? name, string? memo)
    {
        var problem = Recipient.Create(institution, account, name, memo).Problem;
        Assert.Equal("recipient_invalid", problem?.Code);
        return problem!.Field;
    }
}
