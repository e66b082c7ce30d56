using Paynode.Chain.Rpc;

namespace Paynode.Chain.Tests.Rpc;

public sealed class RpcErrorClassifierTests
{
    [Theory]
    [InlineData(-32000, "nonce too low: next nonce 5, tx nonce 4", RpcErrorKind.NonceTooLow)]
    [InlineData(-32003, "nonce too low", RpcErrorKind.NonceTooLow)]
    [InlineData(-32010, "OldNonce, Current nonce: 5, nonce of rejected tx: 4", RpcErrorKind.NonceTooLow)]
    [InlineData(-32000, "already known", RpcErrorKind.AlreadyKnown)]
    [InlineData(-32000, "Known transaction: 0xabc", RpcErrorKind.AlreadyKnown)]
    [InlineData(-32603, "transaction already imported", RpcErrorKind.AlreadyKnown)]
    [InlineData(-32000, "existing tx with same hash", RpcErrorKind.AlreadyKnown)]
    [InlineData(-32000, "tx already in mempool", RpcErrorKind.AlreadyKnown)]
    [InlineData(-32000, "replacement transaction underpriced", RpcErrorKind.ReplacementUnderpriced)]
    [InlineData(-32000, "could not replace existing tx", RpcErrorKind.ReplacementUnderpriced)]
    [InlineData(-32000, "transaction underpriced: tip needed 1000000, tip permitted 1", RpcErrorKind.FeeTooLow)]
    [InlineData(-32000, "underpriced", RpcErrorKind.FeeTooLow)]
    [InlineData(-32000, "fee too low", RpcErrorKind.FeeTooLow)]
    [InlineData(-32601, "the method is currently unavailable", RpcErrorKind.Other)]
    [InlineData(-32000, "max fee per gas less than block base fee: address 0x1, maxFeePerGas: 1, baseFee: 7", RpcErrorKind.FeeTooLow)]
    [InlineData(-32000, "insufficient funds for gas * price + value: balance 0", RpcErrorKind.InsufficientFunds)]
    [InlineData(-32003, "Insufficient funds for gas * price + value", RpcErrorKind.InsufficientFunds)]
    [InlineData(-32005, "query returned more than 10000 results", RpcErrorKind.RangeTooLarge)]
    [InlineData(-32602, "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range", RpcErrorKind.RangeTooLarge)]
    [InlineData(-32600, "eth_getLogs is limited to a 500 block range", RpcErrorKind.RangeTooLarge)]
    [InlineData(-32602, "block range extends beyond current head block", RpcErrorKind.UnknownBlock)]
    [InlineData(-32000, "unknown block", RpcErrorKind.UnknownBlock)]
    [InlineData(-32005, "limit exceeded", RpcErrorKind.RateLimited)]
    [InlineData(429, "Your app has exceeded its compute units per second capacity", RpcErrorKind.RateLimited)]
    [InlineData(3, "execution reverted: custom error", RpcErrorKind.Reverted)]
    [InlineData(-32000, "execution reverted", RpcErrorKind.Reverted)]
    [InlineData(-32000, "gas required exceeds allowance (50000000)", RpcErrorKind.Reverted)]
    [InlineData(-32000, "out of gas: gas required exceeds: 30000000", RpcErrorKind.Reverted)]
    [InlineData(-32015, "invalid opcode: INVALID", RpcErrorKind.Reverted)]
    [InlineData(-32002, "request timed out", RpcErrorKind.Timeout)]
    [InlineData(-32601, "the method eth_foo does not exist", RpcErrorKind.Other)]
    public void The_texts_of_the_nodes_in_use_have_their_kinds(int code, string message, RpcErrorKind kind) =>
        Assert.Equal(kind, RpcErrorClassifier.KindOf(code, message));
}
