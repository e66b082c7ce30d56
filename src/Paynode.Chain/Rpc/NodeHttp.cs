using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Nethereum.JsonRpc.Client;
using Paynode.Chain.Diagnostics;

namespace Paynode.Chain.Rpc;

/// <summary>One HTTP exchange with a node, with limits on time and size that hold against a hostile server.</summary>
internal sealed class NodeHttp(HttpClient http, Uri endpoint, RpcEndpointOptions options, TimeProvider timeProvider)
{
    private readonly AuthenticationHeaderValue? _authorization =
        BasicAuthenticationHeaderHelper.GetBasicAuthenticationHeaderValueFromUri(endpoint);

    /// <summary>Posts a request and reads the response.</summary>
    /// <param name="method">The first call's method, for traces and errors.</param>
    /// <param name="body">The JSON.</param>
    /// <param name="cancellationToken">Cancels the exchange.</param>
    /// <exception cref="ChainRpcException">The response timed out, is too large, or has a status without JSON.</exception>
    public async Task<byte[]> PostAsync(string method, byte[] body, CancellationToken cancellationToken)
    {
        using var activity = ChainTelemetry.Activities.StartActivity("rpc", ActivityKind.Client);
        activity?.SetTag("rpc.method", method).SetTag("server.address", endpoint.Host);
        var started = timeProvider.GetTimestamp();
        using var limit = new CancellationTokenSource(options.Timeout, timeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await ExchangeAsync(body, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChainRpcException(RpcErrorKind.Timeout, $"{method}: no answer from {endpoint.Host} in time.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ChainRpcException(RpcErrorKind.Unavailable, $"{method}: {endpoint.Host} cannot be reached.", e);
        }
        finally
        {
            ChainTelemetry.RpcDuration.Record(
                timeProvider.GetElapsedTime(started).TotalMilliseconds, new KeyValuePair<string, object?>("method", method));
        }
    }

    private async Task<byte[]> ExchangeAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
        request.Headers.Authorization = _authorization;
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        ThrowIfBusy(response);
        var bytes = await ReadLimitedAsync(response, cancellationToken).ConfigureAwait(false);
        // Several nodes answer a refused call with status 400 or 500 and a JSON-RPC error in the body.
        return response.IsSuccessStatusCode || LooksLikeJson(bytes)
            ? bytes
            : throw new ChainRpcException(StatusKind(response), $"{endpoint.Host} answered status {(int)response.StatusCode}.");
    }

    private void ThrowIfBusy(HttpResponseMessage response)
    {
        if (response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
        {
            var header = response.Headers.RetryAfter;
            throw new ChainRpcException(RpcErrorKind.RateLimited, $"{endpoint.Host} answered status {(int)response.StatusCode}.")
            {
                RetryAfter = header?.Delta ?? (header?.Date is { } date ? date - timeProvider.GetUtcNow() : null),
            };
        }
    }

    private static RpcErrorKind StatusKind(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.RequestEntityTooLarge => RpcErrorKind.RangeTooLarge,
        >= HttpStatusCode.InternalServerError => RpcErrorKind.Unavailable,
        _ => RpcErrorKind.Other,
    };

    private static bool LooksLikeJson(byte[] bytes) =>
        bytes.AsSpan().TrimStart(" \r\n\t"u8) is [(byte)'{' or (byte)'[', ..];

    private async Task<byte[]> ReadLimitedAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var collected = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (collected.Length + read > options.MaxResponseBytes)
            {
                throw new ChainRpcException(
                    RpcErrorKind.ResponseTooLarge, $"{endpoint.Host} returned more than {options.MaxResponseBytes} bytes.");
            }

            collected.Write(buffer, 0, read);
        }

        return collected.ToArray();
    }
}
