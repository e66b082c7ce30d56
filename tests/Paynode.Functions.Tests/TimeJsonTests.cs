using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Paynode.Functions;
using Paynode.Payments;

namespace Paynode.Functions.Tests;

public sealed class TimeJsonTests
{
    [Theory]
    [InlineData("2030-01-01T00:00:00")]
    [InlineData("2030-01-01 00:00:00Z")]
    [InlineData("2030-01-01")]
    [InlineData("2030-01-01T00:00Z")]
    [InlineData("2030-02-30T00:00:00Z")]
    [InlineData("2030-01-01T24:00:00Z")]
    [InlineData("2016-12-31T23:59:60Z")]
    [InlineData("2030-01-01T00:00:00+25:00")]
    [InlineData("0001-01-01T00:00:00+05:00")]
    [InlineData("\u0662\u0660\u0663\u0660-01-01T00:00:00Z")]
    [InlineData("")]
    public void Parse_TimeThatIsNotRfc3339_NamesTheField(string text)
    {
        var problem = Parse<SwitchRequest>(text, "licensedUntil").Problem;
        Assert.Equal(("body_malformed", "licensedUntil"), (problem?.Code, problem?.Field));
        Assert.Contains("RFC 3339", problem!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z")]
    [InlineData("2030-01-01t00:00:00z", "2030-01-01T00:00:00Z")]
    [InlineData("2030-01-01T01:00:00.5+01:00", "2030-01-01T00:00:00.5Z")]
    [InlineData("2030-01-01T00:00:00.123456789-00:00", "2030-01-01T00:00:00.1234567Z")]
    public void Parse_TimeWithAZone_IsRead(string text, string meaning) => Assert.Equal(
        DateTimeOffset.Parse(meaning, CultureInfo.InvariantCulture), Parse<SwitchRequest>(text, "licensedUntil").Value!.LicensedUntil);

    [Theory]
    [InlineData("2016-12-31T23:59:60Z", true)]
    [InlineData("2016-12-31t15:59:60.5-08:00", true)]
    [InlineData("2016-12-31T12:00:60Z", false)]
    [InlineData("2030-01-01T00:00:00", false)]
    public void Parse_LeapSecondWhereNothingIsDecided_IsRead(string text, bool isRead) =>
        Assert.Equal(isRead, Parse<FulfilRequest>(text, "paidAt").Value?.PaidAt is not null);

    [Fact]
    public void Parse_NoTime_IsNull()
    {
        Assert.Null(JsonSerializer.Deserialize<FulfilRequest>("{\"paidAt\":null}", ApiJson.Options)!.PaidAt);
        Assert.Null(JsonSerializer.Deserialize<SwitchRequest>("{\"enabled\":true,\"licensedUntil\":null}", ApiJson.Options)!.LicensedUntil);
    }

    private static Result<T> Parse<T>(string time, string field)
        where T : class
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = "application/json";
        var enabled = typeof(T) == typeof(SwitchRequest) ? "\"enabled\":true," : "";
        return RequestBody.Parse<T>(request, Encoding.UTF8.GetBytes("{" + enabled + $"\"{field}\":\"{time}\"" + "}"));
    }
}
