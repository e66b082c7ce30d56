using System.Text.Json.Nodes;

namespace Paynode.Chain.Rpc;

/// <summary>One JSON-RPC method with its parameters.</summary>
internal sealed record RpcCall(string Method, params JsonNode?[] Parameters);
