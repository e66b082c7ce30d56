using System.Globalization;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Paynode.Samples.Provider.Protocol;
using Paynode.Samples.Provider.Tests.Support;

namespace Paynode.Samples.Provider.Tests;

public sealed class SignatureTests
{
    private const string DocumentedOffer = "0195507c-5b00-7d2e-9c41-6f0a8a1e7b10";

    // Computed with Python's hmac and hashlib, not with this code.
    [Theory]
    [InlineData(
        "POST",
        $"/v1/provider/offers/{DocumentedOffer}/fulfil",
        "1772359204900",
        """{"reference":"BANK-20260301-000042","paid":{"amount":"150000.00","currency":"NGN"},"paidAt":"2026-03-01T10:00:04.250Z"}""",
        "3cf85b8cb83bddbc6223cb3a06ce5c7eec13185c0e5af0b7703fab45fc717dd3")]
    [InlineData("GET", $"/v1/offers/{DocumentedOffer}", "1772359205000", "", "4ca4e3583df6f342d2244aa7e6a85c17de623ea2c53786b3f9bb649c4c3aff02")]
    [InlineData("POST", "/v1/offers?x=%C3%A9&y=a%20b", "1772359205001", """{"memo":"Æ 家"}""", "45a8c63121523bb55e9d6226e212687aa928c00b743288865da508e51f30a683")]
    public void The_signature_equals_one_computed_elsewhere(string method, string target, string timestamp, string body, string expected)
    {
        var signature = RequestSignature.Compute("a-secret-of-the-docs", method, target, timestamp, Encoding.UTF8.GetBytes(body));

        Assert.Equal(expected, signature);
    }

    [Fact]
    public void The_worked_examples_of_the_protocol_document_are_right()
    {
        var document = File.ReadAllText(Repository.PathOf("docs", "provider-protocol.md"));
        var examples = SignatureExample.FindAll(document);

        Assert.Equal(2, examples.Count);
        Assert.All(examples, example => Assert.Equal(
            example.Signature,
            RequestSignature.Compute(example.Secret, example.Method, example.Target, example.Timestamp, Encoding.UTF8.GetBytes(example.Body))));
    }

    [Fact]
    public void Changing_any_signed_part_changes_the_signature()
    {
        Prop.ForAll<NonEmptyString, byte[], PositiveInt>((text, body, timestamp) =>
        {
            var at = timestamp.Get.ToString(CultureInfo.InvariantCulture);
            var signature = RequestSignature.Compute("s", "POST", "/p", at, body);
            string[] others =
            [
                RequestSignature.Compute("s" + text.Get, "POST", "/p", at, body),
                RequestSignature.Compute("s", "PUT", "/p", at, body),
                RequestSignature.Compute("s", "POST", "/p" + text.Get, at, body),
                RequestSignature.Compute("s", "POST", "/p", at + "0", body),
                RequestSignature.Compute("s", "POST", "/p", at, [.. body, 0]),
            ];
            return others.All(other => other != signature);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Signing_twice_in_one_millisecond_gives_two_signatures()
    {
        var signer = new RequestSigner(new Credentials("id", "secret"), new ShiftedTime(TimeSpan.Zero));

        var signatures = Enumerable.Range(0, 1000).Select(_ =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1/v1/provider/heartbeat");
            signer.Sign(request, []);
            return request.Headers.GetValues(RequestSignature.SignatureHeader).Single();
        });

        Assert.Equal(1000, signatures.Distinct().Count());
    }

    [Theory]
    [InlineData(RequestSignature.KeyHeader, null, "signature_missing")]
    [InlineData(RequestSignature.TimestampHeader, null, "signature_missing")]
    [InlineData(RequestSignature.SignatureHeader, null, "signature_missing")]
    [InlineData(RequestSignature.KeyHeader, "another", "signature_invalid")]
    [InlineData(RequestSignature.TimestampHeader, "1772359204900", "timestamp_out_of_range")]
    [InlineData(RequestSignature.TimestampHeader, "soon", "timestamp_out_of_range")]
    [InlineData(RequestSignature.SignatureHeader, "00", "signature_invalid")]
    public async Task A_request_without_a_right_signature_is_refused(string header, string? value, string code)
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);

        using var response = await paynode.SendAsync(provider, HttpMethod.Get, $"/v1/offers/{DocumentedOffer}", tamper: request =>
        {
            request.Headers.Remove(header);
            request.Headers.Add(header, value is null ? [] : [value]);
        });

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal(code, await response.CodeAsync());
    }

    [Fact]
    public async Task Another_path_or_body_than_the_signed_one_is_refused()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);

        using var otherBody = await paynode.SendAsync(provider, HttpMethod.Post, "/v1/offers", [1], request => request.Content = new ByteArrayContent([2]));
        using var otherPath = await paynode.SendAsync(
            provider, HttpMethod.Get, $"/v1/offers/{DocumentedOffer}", tamper: request => request.RequestUri = new Uri(provider.BaseUrl, $"/v1/offers/{Guid.CreateVersion7()}"));

        Assert.Equal(HttpStatusCode.Unauthorized, otherBody.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, otherPath.StatusCode);
    }

    [Theory]
    [InlineData(-301, HttpStatusCode.Unauthorized)]
    [InlineData(-290, HttpStatusCode.NotFound)]
    [InlineData(290, HttpStatusCode.NotFound)]
    [InlineData(301, HttpStatusCode.Unauthorized)]
    public async Task A_timestamp_is_good_for_five_minutes_either_way(int clockAheadSeconds, HttpStatusCode expected)
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await SampleProvider.StartAsync(Given.Options(paynode) with { Time = new ShiftedTime(TimeSpan.FromSeconds(clockAheadSeconds)) });

        using var response = await paynode.SendAsync(provider, HttpMethod.Get, $"/v1/offers/{DocumentedOffer}");

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_signature_seen_before_is_refused()
    {
        await using var paynode = await FakePaynode.StartAsync();
        await using var provider = await Given.ProviderAsync(paynode);
        Dictionary<string, string> signed = [];
        using var first = await paynode.SendAsync(provider, HttpMethod.Get, $"/v1/offers/{DocumentedOffer}", tamper: request =>
            signed = request.Headers.ToDictionary(header => header.Key, header => header.Value.Single()));

        using var second = await paynode.SendAsync(provider, HttpMethod.Get, $"/v1/offers/{DocumentedOffer}", tamper: request =>
        {
            request.Headers.Clear();
            foreach (var (name, value) in signed)
            {
                request.Headers.Add(name, value);
            }
        });

        Assert.Equal(HttpStatusCode.NotFound, first.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal("replayed_request", await second.CodeAsync());
    }
}
