using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Paynode.Functions;
using Paynode.Payments;

namespace Paynode.Functions.Tests;

public sealed class SlowBodyTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));

    [Fact]
    public async Task ReadBytes_BodyNotThereAtTheDeadline_Returns408()
    {
        var (request, body) = (new DefaultHttpContext().Request, new Pipe());
        request.Body = body.Reader.AsStream();
        var reading = RequestBody.ReadBytesAsync(request, new BodyDeadline(TimeSpan.FromSeconds(10), _time), CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(9));
        await body.Writer.WriteAsync("a byte now and then"u8.ToArray());
        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        var read = await reading;
        Assert.Equal("request_timeout", read.Problem?.Code);
        Assert.Equal(408, Problems.StatusOf(read.Problem!.Code));
    }

    [Fact]
    public async Task ReadBytes_CallerGone_IsCancelled()
    {
        using var gone = new CancellationTokenSource();
        var request = new DefaultHttpContext().Request;
        request.Body = new Pipe().Reader.AsStream();
        var reading = RequestBody.ReadBytesAsync(request, new BodyDeadline(TimeSpan.FromSeconds(10), _time), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Theory]
    [InlineData(null, 0, "signature_missing")]
    [InlineData("0199f0d2-0000-7000-8000-00000000000", 0, "signature_missing")]
    [InlineData("0199f0d2-0000-7000-8000-000000000000", -301_000, "timestamp_out_of_range")]
    [InlineData("0199f0d2-0000-7000-8000-000000000000", 0, "signature_invalid")]
    public async Task Check_HeadersThatNoProviderSends_AreRefusedWithoutDatabaseOrBody(string? key, int ageMs, string code)
    {
        var signatures = new ProviderSignatures(null!, null!, _time);
        var request = new DefaultHttpContext().Request;
        request.Headers[RequestSignature.KeyHeader] = key;
        request.Headers[RequestSignature.TimestampHeader] = FormattableString.Invariant($"{_time.GetUtcNow().ToUnixTimeMilliseconds() + ageMs}");
        request.Headers[RequestSignature.SignatureHeader] = "not a signature";
        Assert.Equal(code, (await signatures.CheckAsync(request, CancellationToken.None)).Problem?.Code);
    }

    [Theory]
    [InlineData("key", null, "signature_missing")]
    [InlineData("key", "abc", "signature_invalid")]
    [InlineData(null, "0000000000000000000000000000000000000000000000000000000000000000", "signature_invalid")]
    [InlineData("key", "0000000000000000000000000000000000000000000000000000000000000000", null)]
    public void CheckForm_OfAPushsSignature_NeedsNoBody(string? key, string? signature, string? code) =>
        Assert.Equal(code, new NodeSignatures(key).CheckForm(signature)?.Code);
}
