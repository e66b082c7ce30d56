using System.Globalization;

namespace Paynode.Domain.Tests;

public sealed class VisibleTextTests
{
    /// <summary>A woman office worker of medium-dark skin: one character of four code points.</summary>
    private const string Person = "\U0001F469\U0001F3FE\u200D\U0001F4BC";

    public static TheoryData<int> Invisible => new()
    {
        0x00A0, 0x00AD, 0x034F, 0x061C, 0x115F, 0x180E, 0x2003, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x202F,
        0x2060, 0x2066, 0x2069, 0x2800, 0x3000, 0x3164, 0xFE0F, 0xFEFF, 0xFFA0, 0xE0041, 0xE0100,
    };

    [Theory]
    [MemberData(nameof(Invisible))]
    public void Identifier_WithAnInvisibleCharacter_IsRefusedWhereverItIs(int codePoint)
    {
        var text = char.ConvertFromUtf32(codePoint);
        Assert.False(VisibleText.IsIdentifier($"{text}0123456789", 140));
        Assert.False(VisibleText.IsIdentifier($"01234{text}56789", 140));
        Assert.False(VisibleText.IsIdentifier($"0123456789{text}", 140));
        Assert.False(Receipt.IsValid($"QGH7X2K1AB{text}"));
        Assert.Equal("recipient.accountIdentifier", Recipient.Create("B", $"1{text}", "A", null).Problem?.Field);
        Assert.Equal("recipient.institution", Recipient.Create($"B{text}", "1", "A", null).Problem?.Field);
    }

    [Theory]
    [MemberData(nameof(Invisible))]
    public void Name_OfInvisibleCharactersOnly_IsRefused(int codePoint) => Assert.False(VisibleText.IsName(char.ConvertFromUtf32(codePoint) + " ", 140));

    [Theory]
    [InlineData(0x2028)]
    [InlineData(0x2029)]
    [InlineData(0x202A)]
    [InlineData(0x202D)]
    [InlineData(0x202E)]
    [InlineData(0x2066)]
    [InlineData(0x2069)]
    public void NameOrMemo_ThatReordersOrBreaksTheLine_IsRefused(int codePoint)
    {
        var text = $"Ada{char.ConvertFromUtf32(codePoint)}Obi";
        Assert.Equal("recipient.accountName", Recipient.Create("B", "1", text, null).Problem?.Field);
        Assert.Equal("recipient.memo", Recipient.Create("B", "1", "Ada", text).Problem?.Field);
    }

    [Theory]
    [InlineData(Person)]
    [InlineData("\u0928\u094D\u200D\u0930")]
    [InlineData("\u0645\u06CC\u200C\u0646\u0627")]
    [InlineData("\u05D0\u200F!")]
    [InlineData("\U0001F3F4\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F")]
    public void Name_WithJoiners_IsKept(string name) => Assert.Equal(name, Some.Of(Recipient.Create("B", "1", name, name)).AccountName);

    [Theory]
    [InlineData("0123456789")]
    [InlineData("GB29 NWBK 6016 1331 9268 19")]
    [InlineData("+254-700/000.000")]
    [InlineData("\u4E2D\u56FD\u94F6\u884C")]
    public void Identifier_ThatCanBeSeen_IsTaken(string text) => Assert.True(VisibleText.IsIdentifier(text, 140));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\t2")]
    public void Identifier_ThatIsMissingOrHasABlankAtItsEnds_IsRefused(string? text) => Assert.False(VisibleText.IsIdentifier(text, 140));

    // No theory: a test's data cannot carry half a pair.
    [Fact]
    public void Identifier_WithHalfASurrogatePair_IsRefused() => Assert.False(VisibleText.IsIdentifier("\ud83d", 140));

    [Theory]
    [InlineData("one", true)]
    [InlineData("one\r\n\ntwo\n", true)]
    [InlineData("", false)]
    [InlineData("\u200b", false)]
    [InlineData("\n \n", false)]
    [InlineData("one\ntwo\u202e", false)]
    [InlineData("one\u2028two", false)]
    [InlineData("one\rtwo", false)]
    [InlineData("one\0two", false)]
    [InlineData("12345678901", false)]
    public void Lines_AreShownInTheirOwnOrderAndSomethingIsSeen(string text, bool isTaken) => Assert.Equal(isTaken, VisibleText.IsLines(text, 10));

    [Fact]
    public void Length_CountsWhatPeopleCount()
    {
        Assert.True(VisibleText.IsName(string.Concat(Enumerable.Repeat(Person, 140)), 140));
        Assert.False(VisibleText.IsName(string.Concat(Enumerable.Repeat(Person, 141)), 140));
        Assert.True(VisibleText.IsIdentifier(string.Concat(Enumerable.Repeat("e\u0301", 140)), 140));
        Assert.False(VisibleText.IsIdentifier(string.Concat(Enumerable.Repeat("e\u0301", 141)), 140));
    }

    [Fact]
    public void Length_MarksWithoutEnd_AreBounded()
    {
        var marked = "e" + new string('\u0301', 60_000);
        Assert.Equal(1, new StringInfo(marked).LengthInTextElements);
        Assert.False(VisibleText.IsName(marked, 140));
        Assert.False(VisibleText.IsIdentifier(marked, 140));
    }
}
