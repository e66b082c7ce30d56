using System.Text.Json;
using Nethereum.JsonRpc.Client;
using Nethereum.JsonRpc.Client.RpcMessages;

namespace Paynode.Chain.Rpc;

/// <summary>
/// A Nethereum client for one call: Nethereum's messages and types over an HTTP exchange with limits. Nethereum's own
/// <see cref="RpcClient"/> has one timeout for the whole process and no size limit, cannot be cancelled, does not compare
/// the ids of single responses, and discards an error that comes with a status other than success.
/// </summary>
/// <param name="http">The node.</param>
/// <param name="cancellationToken">Cancels the call; Nethereum's methods have no parameter for it.</param>
internal sealed class NodeRpcClient(NodeHttp http, CancellationToken cancellationToken) : ClientBase
{
    /// <inheritdoc />
    public override T DecodeResult<T>(RpcResponseMessage rpcResponseMessage) =>
        rpcResponseMessage.ResultSystemTextJson.Deserialize<T>(NodeJson.Reading)!;

    /// <inheritdoc />
    public override async Task<RpcResponseMessage> SendAsync(RpcRequestMessage rpcRequestMessage, string? route = null) =>
        (await SendAsync([rpcRequestMessage]).ConfigureAwait(false))[0];

    /// <inheritdoc />
    protected override async Task<RpcResponseMessage[]> SendAsync(RpcRequestMessage[] requests)
    {
        // A single call is sent as a plain object: some endpoints refuse arrays.
        var body = requests is [var single]
            ? JsonSerializer.SerializeToUtf8Bytes(single, NodeJson.Writing)
            : JsonSerializer.SerializeToUtf8Bytes(requests, NodeJson.Writing);
        var answer = await http.PostAsync(requests[0].Method, body, cancellationToken).ConfigureAwait(false);
        return NodeResponse.Parse(answer, [.. requests.Select(request => (int)request.Id)]);
    }
}
