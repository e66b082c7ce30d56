using Paynode.Functions;

namespace Paynode.Functions.Tests;

public sealed class ReasonTests
{
    [Theory]
    [InlineData("stolen laptop", true)]
    [InlineData(null, false)]
    [InlineData(" ", false)]
    [InlineData("\u200b", false)]
    [InlineData("stolen\u202elaptop", false)]
    [InlineData("stolen\u2028laptop", false)]
    [InlineData("stolen\0laptop", false)]
    public void CheckReason_OfTheAuditTrail_IsOneVisibleLine(string? reason, bool isTaken) =>
        Assert.Equal(isTaken ? null : "reason_invalid", KeyFunctions.CheckReason(reason)?.Code);

    // No theory: a test's data cannot carry half a pair.
    [Fact]
    public void CheckReason_WithHalfASurrogatePair_IsRefused() => Assert.Equal("reason_invalid", KeyFunctions.CheckReason("stolen \ud83d")?.Code);
}
