using Paynode.Chain.Cryptography;

namespace Paynode.Chain.Escrow;

/// <summary>The contract's revert reason: the selector of one of its errors.</summary>
/// <param name="Selector">Four bytes, most significant first.</param>
public readonly record struct EscrowRefusal(uint Selector)
{
    private static readonly string[] Errors =
    [
        "ZeroAmount()", "AmountTooLarge()", "InvalidToken()", "InvalidPayer()", "InvalidRefundAddress()",
        "InvalidIntegrator()", "InvalidDeadline()", "ProtocolFeeTooHigh()", "IntegratorFeeTooHigh()",
        "AlreadyLocked()", "OrdersPaused()", "TokenNotAllowed()", "DeadlinePassed()", "DeadlineTooFar()",
        "ProtocolFeeOutdated()", "NotLocked()", "InvalidProvider()", "InvalidAmount()", "NotConfirmed()",
        "DeadlineNotReached()", "LockRefused(bytes32,bytes4)", "UnexpectedAmount(uint256,uint256)", "DepositEmpty()",
        "DepositIncomplete(uint256,uint256)", "DepositReserved()", "TransferFailed()", "NothingToWithdraw()",
        "InvalidAddress()", "NotOperator()", "NotOperatorOrAdmin()", "NotRefundAddress()", "TooManyTokens()",
        "InsufficientGas()",
    ];

    private static readonly Dictionary<uint, string> Names = Errors.ToDictionary(
        error => FromBytes(Keccak256.Hash(error).ToArray()).Selector,
        error => error[..error.IndexOf('(', StringComparison.Ordinal)]);

    /// <summary>The error's name, or its selector when the contract has no such error.</summary>
    public string Name => Names.GetValueOrDefault(Selector, $"0x{Selector:x8}");

    /// <summary>Reads the reason from a topic, an event field or revert data.</summary>
    /// <param name="data">Four bytes or more.</param>
    /// <returns>The reason; selector zero when there are fewer bytes.</returns>
    public static EscrowRefusal FromBytes(ReadOnlySpan<byte> data) =>
        new(data.Length < 4 ? 0 : System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(data));

    /// <summary>The name.</summary>
    public override string ToString() => Name;
}
