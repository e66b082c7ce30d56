using System.Numerics;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Transactions;

/// <summary>The fees a transaction offers per gas, in wei.</summary>
internal sealed record FeeOffer(BigInteger MaxFee, BigInteger PriorityFee)
{
    /// <summary>The offer for a new transaction, or null when inclusion currently costs more than the ceiling.</summary>
    public static FeeOffer? For(FeeData fees, TransactionSenderOptions options)
    {
        var tip = BigInteger.Max(fees.PriorityFeePerGas, options.MinPriorityFeePerGas);
        var ceiling = options.MaxFeePerGas;
        return ceiling is { } limit && fees.BaseFeePerGas + tip > limit
            ? null
            : new FeeOffer(Least((fees.BaseFeePerGas * 2) + tip, ceiling), tip);
    }

    /// <summary>
    /// The offer that replaces this one, or null when it exceeds the ceiling. Nodes require an increase of at least 10 % of
    /// both fees; the offer rises by 12.5 %, the most that the base fee can rise in one block.
    /// </summary>
    public FeeOffer? Raise(FeeData fees, TransactionSenderOptions options)
    {
        var tip = BigInteger.Max(Eighth(PriorityFee), BigInteger.Max(fees.PriorityFeePerGas, options.MinPriorityFeePerGas));
        var least = BigInteger.Max(Eighth(MaxFee), fees.BaseFeePerGas + tip);
        var wanted = BigInteger.Max(least, (fees.BaseFeePerGas * 2) + tip);
        return options.MaxFeePerGas is { } limit && least > limit
            ? null
            : new FeeOffer(Least(wanted, options.MaxFeePerGas), tip);
    }

    private static BigInteger Eighth(BigInteger fee) => fee + (fee / 8) + 1;

    private static BigInteger Least(BigInteger fee, BigInteger? limit) => limit is { } l && l < fee ? l : fee;
}
