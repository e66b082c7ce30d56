using System.Net;
using Nethereum.JsonRpc.Client;
using Newtonsoft.Json;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Nethereum;

/// <summary>What Nethereum's exceptions mean for the caller of the port.</summary>
internal static class NethereumErrors
{
    /// <summary>The port's exception for one of Nethereum's; nothing for any other, which is a bug and stays one.</summary>
    public static ChainRpcException? Translate(Exception fault, string host) => fault switch
    {
        RpcResponseException refused => Refused(refused.RpcError),
        RpcResponseBatchException { RpcErrors: [var first, ..] } => Refused(first),
        RpcClientTimeoutException => new ChainRpcException(RpcErrorKind.Timeout, $"No answer from {host} in time.", fault),
        RpcClientUnknownException { InnerException: HttpRequestException http } => new ChainRpcException(KindOf(http), $"{host} cannot serve.", fault),
        RpcClientUnknownException { InnerException: JsonException } or RpcResponseFormatException =>
            new ChainRpcException(RpcErrorKind.Malformed, $"{host} answered with what is not JSON-RPC.", fault),
        RpcClientUnknownException => new ChainRpcException(RpcErrorKind.Unavailable, $"{host} cannot be reached.", fault),
        _ => null,
    };

    /// <summary>The port's exception for a node's refusal.</summary>
    public static ChainRpcException Refused(RpcError error) =>
        new(RpcErrorClassifier.KindOf(error.Code, error.Message ?? ""), $"The node answered {error.Code}: {error.Message}")
        {
            RevertData = RevertDataOf(error.GetDataAsString()),
        };

    private static RpcErrorKind KindOf(HttpRequestException fault) => fault.StatusCode switch
    {
        HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => RpcErrorKind.RateLimited,
        HttpStatusCode.RequestEntityTooLarge => RpcErrorKind.RangeTooLarge,
        null or >= HttpStatusCode.InternalServerError => RpcErrorKind.Unavailable,
        _ => RpcErrorKind.Other,
    };

    // Some nodes put words before the data.
    private static byte[] RevertDataOf(string? text)
    {
        var start = text?.IndexOf("0x", StringComparison.Ordinal) ?? -1;
        try
        {
            return start < 0 ? [] : Hex.Decode(text![start..]);
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
