using System.Text.Json;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Rpc;

/// <summary>
/// Determines the kind of a JSON-RPC error. The protocol defines codes for few of them, so the texts of geth, Nethermind,
/// Erigon, Reth, Anvil and the large providers are matched.
/// </summary>
internal static class RpcErrorClassifier
{
    private const int LimitExceeded = -32005;
    private const int MethodNotFound = -32601;

    // The first match wins, so specific texts come before general ones.
    private static readonly (string Text, RpcErrorKind Kind)[] Texts =
    [
        ("already known", RpcErrorKind.AlreadyKnown),
        ("already imported", RpcErrorKind.AlreadyKnown),
        ("alreadyknown", RpcErrorKind.AlreadyKnown),
        ("known transaction", RpcErrorKind.AlreadyKnown),
        ("existing tx with same hash", RpcErrorKind.AlreadyKnown),
        ("already in mempool", RpcErrorKind.AlreadyKnown),
        ("already exists in cache", RpcErrorKind.AlreadyKnown),
        ("nonce too low", RpcErrorKind.NonceTooLow),
        ("oldnonce", RpcErrorKind.NonceTooLow),
        ("nonce is too low", RpcErrorKind.NonceTooLow),
        ("nonce has already been used", RpcErrorKind.NonceTooLow),
        ("replacement transaction underpriced", RpcErrorKind.ReplacementUnderpriced),
        ("replacement fee too low", RpcErrorKind.ReplacementUnderpriced),
        ("replacementnotallowed", RpcErrorKind.ReplacementUnderpriced),
        ("could not replace existing", RpcErrorKind.ReplacementUnderpriced),
        ("underpriced", RpcErrorKind.FeeTooLow),
        ("fee too low", RpcErrorKind.FeeTooLow),
        ("max fee per gas less than block base fee", RpcErrorKind.FeeTooLow),
        ("fee cap less than block base fee", RpcErrorKind.FeeTooLow),
        ("feetoolow", RpcErrorKind.FeeTooLow),
        ("insufficient funds", RpcErrorKind.InsufficientFunds),
        ("insufficientfunds", RpcErrorKind.InsufficientFunds),
        ("query returned more than", RpcErrorKind.RangeTooLarge),
        ("beyond current head", RpcErrorKind.UnknownBlock),
        ("invalid block range", RpcErrorKind.UnknownBlock),
        ("block range", RpcErrorKind.RangeTooLarge),
        ("range is too large", RpcErrorKind.RangeTooLarge),
        ("range too large", RpcErrorKind.RangeTooLarge),
        ("range limit", RpcErrorKind.RangeTooLarge),
        ("too many results", RpcErrorKind.RangeTooLarge),
        ("too many logs", RpcErrorKind.RangeTooLarge),
        ("max results", RpcErrorKind.RangeTooLarge),
        ("response size exceeded", RpcErrorKind.RangeTooLarge),
        ("response size should not", RpcErrorKind.RangeTooLarge),
        ("limit the query", RpcErrorKind.RangeTooLarge),
        ("rate limit", RpcErrorKind.RateLimited),
        ("too many requests", RpcErrorKind.RateLimited),
        ("compute units per second", RpcErrorKind.RateLimited),
        ("request limit", RpcErrorKind.RateLimited),
        ("unknown block", RpcErrorKind.UnknownBlock),
        ("block not found", RpcErrorKind.UnknownBlock),
        ("header not found", RpcErrorKind.UnknownBlock),
        ("blockoutofrange", RpcErrorKind.UnknownBlock),
        ("block out of range", RpcErrorKind.UnknownBlock),
        ("finalized block not found", RpcErrorKind.UnknownBlock),
        ("revert", RpcErrorKind.Reverted),
        ("gas required exceeds", RpcErrorKind.Reverted),
        ("out of gas", RpcErrorKind.Reverted),
        ("invalid opcode", RpcErrorKind.Reverted),
        ("timeout", RpcErrorKind.Timeout),
        ("timed out", RpcErrorKind.Timeout),
        ("unavailable", RpcErrorKind.Unavailable),
    ];

    public static ChainRpcException Classify(JsonElement error)
    {
        var code = error.TryGetProperty("code", out var c) && c.TryGetInt32(out var number) ? number : 0;
        var message = error.TryGetProperty("message", out var m) ? m.GetString() ?? "" : "";
        return new ChainRpcException(KindOf(code, message), $"The node answered {code}: {Shorten(message)}")
        {
            RevertData = RevertDataOf(error),
        };
    }

    public static RpcErrorKind KindOf(int code, string message)
    {
        // Whatever the wording ("unavailable", "not found"), retrying does not help when a method does not exist.
        if (code == MethodNotFound)
        {
            return RpcErrorKind.Other;
        }

        foreach (var (text, kind) in Texts)
        {
            if (message.Contains(text, StringComparison.OrdinalIgnoreCase))
            {
                return kind;
            }
        }

        return code switch
        {
            3 => RpcErrorKind.Reverted,
            429 or LimitExceeded => RpcErrorKind.RateLimited,
            _ => RpcErrorKind.Other,
        };
    }

    // Some nodes put the data in an object, and some in a string after other text.
    private static byte[] RevertDataOf(JsonElement error)
    {
        if (!error.TryGetProperty("data", out var data))
        {
            return [];
        }

        if (data.ValueKind == JsonValueKind.Object && data.TryGetProperty("data", out var inner))
        {
            data = inner;
        }

        var text = data.ValueKind == JsonValueKind.String ? data.GetString() ?? "" : "";
        var start = text.IndexOf("0x", StringComparison.Ordinal);
        try
        {
            return start < 0 ? [] : Hex.Decode(text[start..]);
        }
        catch (FormatException)
        {
            return [];
        }
    }

    private static string Shorten(string message) => message.Length <= 300 ? message : message[..300] + "…";
}
