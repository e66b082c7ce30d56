using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Reads request bodies, with a size limit and strict validation.</summary>
public static class RequestBody
{
    /// <summary>Maximum size of a body. An order takes about 500 bytes; a provider's rates in 100 corridors about 12,000.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>The raw bytes.</summary>
    /// <param name="request">The request.</param>
    /// <param name="deadline">Time limit for receiving the body.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="maxBytes">Maximum size.</param>
    /// <returns>The bytes, or <c>content_encoding_unsupported</c>, <c>body_too_large</c>, <c>request_timeout</c>.</returns>
    public static async Task<Result<byte[]>> ReadBytesAsync(
        HttpRequest request, BodyDeadline deadline, CancellationToken cancellationToken, int maxBytes = MaxBytes)
    {
        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding
            && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return new Problem("content_encoding_unsupported", "Send the body as it is, without a Content-Encoding.");
        }

        var tooLarge = new Problem("body_too_large", $"The body must be at most {maxBytes} bytes.");
        if (request.ContentLength > maxBytes)
        {
            // Unread, so that a caller that sends Expect: 100-continue need not send the body.
            return tooLarge;
        }

        using var late = new CancellationTokenSource(deadline.Limit, deadline.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        try
        {
            return await ReadUpToAsync(request.Body, maxBytes, either.Token) is { } bytes ? bytes : tooLarge;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new Problem("request_timeout", $"The body must arrive within {deadline.Limit.TotalSeconds} seconds.");
        }
    }

    private static async Task<byte[]?> ReadUpToAsync(Stream body, int maxBytes, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        var chunk = new byte[8 * 1024];
        int read;
        while ((read = await body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > maxBytes)
            {
                return null;
            }

            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    /// <summary>Reads JSON as the given type.</summary>
    /// <returns>The value, or <c>content_type_unsupported</c>, <c>body_malformed</c>.</returns>
    public static Result<T> Parse<T>(HttpRequest request, byte[] body)
        where T : class
    {
        if (!request.HasJsonContentType() || !IsUtf8(request))
        {
            return new Problem("content_type_unsupported", "The body must be application/json in UTF-8.");
        }

        try
        {
            return JsonSerializer.Deserialize<T>(body, ApiJson.Options) is { } value
                ? value
                : new Problem("body_malformed", "The body is null.");
        }
        catch (JsonException fault)
        {
            var path = fault.Path is { Length: > 2 } ? fault.Path[2..] : null;
            var detail = fault is TimeMalformedException
                ? "A time must be in RFC 3339 format with its zone, such as 2030-01-31T12:00:00Z."
                : "The body is not the expected JSON.";
            return new Problem("body_malformed", detail, path);
        }
    }

    private static bool IsUtf8(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.Parameters.Where(it => it.Name.Equals("charset", StringComparison.OrdinalIgnoreCase))
            .All(it => HeaderUtilities.RemoveQuotes(it.Value).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
