using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Paynode.Chain.Diagnostics;

namespace Paynode.Chain.Rpc;

/// <summary>
/// JSON-RPC 2.0 over HTTP: batches, a time limit and a size limit for each request, and back-off for reads. Answers
/// of a batch may come in any order; each is matched by its id.
/// </summary>
internal sealed class JsonRpcTransport(
    HttpClient http, Uri endpoint, RpcEndpointOptions options, TimeProvider time, Random random)
{
    private readonly Backoff _backoff = new(options, time, random);
    private long _lastId;

    /// <summary>Runs reads: repeated while the node is busy, split into batches.</summary>
    public async Task<JsonElement[]> ReadAsync(IReadOnlyList<RpcCall> calls, CancellationToken cancellationToken)
    {
        var results = new List<JsonElement>(calls.Count);
        foreach (var batch in calls.Chunk(options.MaxBatch))
        {
            results.AddRange(await _backoff.RunAsync(() => PostAsync(batch, cancellationToken), cancellationToken)
                .ConfigureAwait(false));
        }

        return [.. results];
    }

    /// <summary>Runs one call once, whatever comes of it.</summary>
    public async Task<JsonElement> OnceAsync(RpcCall call, CancellationToken cancellationToken) =>
        (await PostAsync([call], cancellationToken).ConfigureAwait(false))[0];

    private async Task<JsonElement[]> PostAsync(RpcCall[] calls, CancellationToken cancellationToken)
    {
        using var activity = ChainTelemetry.Activities.StartActivity("rpc", ActivityKind.Client);
        activity?.SetTag("rpc.method", calls[0].Method).SetTag("server.address", endpoint.Host);
        var started = time.GetTimestamp();
        var firstId = Interlocked.Add(ref _lastId, calls.Length) - calls.Length + 1;
        using var limit = new CancellationTokenSource(options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var bytes = await ExchangeAsync(Body(calls, firstId), both.Token).ConfigureAwait(false);
            return JsonRpcResponse.Parse(bytes, firstId, calls.Length);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChainRpcException(RpcErrorKind.Timeout, $"{calls[0].Method}: no answer from {endpoint.Host} in time.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new ChainRpcException(RpcErrorKind.Unavailable, $"{calls[0].Method}: {endpoint.Host} cannot be reached.", e);
        }
        finally
        {
            ChainTelemetry.RpcDuration.Record(
                time.GetElapsedTime(started).TotalMilliseconds, new KeyValuePair<string, object?>("method", calls[0].Method));
        }
    }

    // A single call goes as a bare object: some endpoints refuse arrays.
    private static byte[] Body(RpcCall[] calls, long firstId)
    {
        var nodes = calls.Select((call, i) => (JsonNode)new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = firstId + i,
            ["method"] = call.Method,
            ["params"] = new JsonArray([.. call.Parameters.Select(p => p?.DeepClone())]),
        }).ToArray();
        return JsonSerializer.SerializeToUtf8Bytes(nodes.Length == 1 ? nodes[0] : new JsonArray(nodes));
    }

    private async Task<byte[]> ExchangeAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = content };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        ThrowIfBusy(response);
        var bytes = await ReadLimitedAsync(response, cancellationToken).ConfigureAwait(false);
        // Several nodes answer a refused call with status 400 or 500 and a JSON-RPC error in the body: read that.
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
                RetryAfter = header?.Delta ?? (header?.Date is { } date ? date - time.GetUtcNow() : null),
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
                throw new ChainRpcException(RpcErrorKind.ResponseTooLarge, $"{endpoint.Host} answered more than {options.MaxResponseBytes} bytes.");
            }

            collected.Write(buffer, 0, read);
        }

        return collected.ToArray();
    }
}
