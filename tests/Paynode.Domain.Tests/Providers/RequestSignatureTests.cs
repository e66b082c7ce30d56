using System.Text;

namespace Paynode.Domain.Tests;

public sealed class RequestSignatureTests
{
    private const long At = 1_772_443_800_000;

    // Computed by another program:
    // printf 'POST\n/v1/offers\n1772443800000\n%s' "$(printf '{}' | sha256sum | cut -c-64)" | openssl dgst -sha256 -hmac pns_secret
    [Fact]
    public void A_signature_is_the_HMAC_that_anyone_can_compute() => Assert.Equal(
        "87422cafea16a1dc7c2473e93541dd2fcb4cf65b3377241a290d413202456554", Sign("POST", "/v1/offers", At, "{}"));

    [Theory]
    [InlineData("PUT", "/v1/offers?a=1", At, "{}")]
    [InlineData("POST", "/v1/offers", At, "{}")]
    [InlineData("POST", "/v1/offers?a=1", At + 1, "{}")]
    [InlineData("POST", "/v1/offers?a=1", At, "{ }")]
    public void Each_part_of_a_request_is_signed(string method, string path, long at, string body) =>
        Assert.False(RequestSignature.Matches(Sign("POST", "/v1/offers?a=1", At, "{}"), Sign(method, path, at, body)));

    [Fact]
    public void Another_secret_signs_differently() => Assert.NotEqual(
        RequestSignature.Sign("a", "GET", "/", At, []), RequestSignature.Sign("b", "GET", "/", At, []));

    [Theory]
    [InlineData("")]
    [InlineData("é")]
    [InlineData("00")]
    public void What_is_no_signature_does_not_match(string given) =>
        Assert.False(RequestSignature.Matches(Sign("GET", "/", At, ""), given));

    [Theory]
    [InlineData(0, true)]
    [InlineData(300_000, true)]
    [InlineData(-300_000, true)]
    [InlineData(300_001, false)]
    [InlineData(-300_001, false)]
    public void A_call_may_be_five_minutes_off(long byMs, bool timely) =>
        Assert.Equal(timely, RequestSignature.IsTimely(At + byMs, DateTimeOffset.FromUnixTimeMilliseconds(At)));

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void A_timestamp_out_of_this_world_is_not_timely(long timestamp) =>
        Assert.False(RequestSignature.IsTimely(timestamp, DateTimeOffset.FromUnixTimeMilliseconds(At)));

    private static string Sign(string method, string path, long at, string body) =>
        RequestSignature.Sign("pns_secret", method, path, at, Encoding.UTF8.GetBytes(body));
}
