using System.Numerics;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Tests.Support;

/// <summary>A log to mine, as the escrow or a token would emit it.</summary>
internal sealed record ScriptedLog(Address Contract, IReadOnlyList<Bytes32> Topics, byte[] Data, Bytes32? Transaction = null)
{
    public static ScriptedLog Locked(EscrowContract escrow, EscrowTerms terms)
    {
        var (topics, data) = EscrowEventDecoder.Locked.Encode(
            escrow.OrderIdOf(terms), terms.Reference, terms.Token, terms.Payer, terms.Amount, terms.ToAbi());
        return new ScriptedLog(escrow.Address, topics, data);
    }

    public static ScriptedLog Released(EscrowContract escrow, Bytes32 orderId, Address provider, BigInteger amount)
    {
        var (topics, data) = EscrowEventDecoder.Released.Encode(orderId, provider, amount, BigInteger.Zero, BigInteger.Zero, BigInteger.Zero);
        return new ScriptedLog(escrow.Address, topics, data);
    }

    public static ScriptedLog Refunded(EscrowContract escrow, EscrowTerms terms)
    {
        var (topics, data) = EscrowEventDecoder.Refunded.Encode(escrow.OrderIdOf(terms), terms.RefundTo, terms.Amount);
        return new ScriptedLog(escrow.Address, topics, data);
    }

    public static ScriptedLog DepositReturned(EscrowContract escrow, EscrowTerms terms, Address token, BigInteger amount)
    {
        var address = escrow.DepositAddressOf(escrow.OrderIdOf(terms));
        var (topics, data) = EscrowEventDecoder.DepositReturned.Encode(address, token, terms.RefundTo, amount);
        return new ScriptedLog(escrow.Address, topics, data);
    }

    public static ScriptedLog Transfer(Address token, Address from, Address to, BigInteger amount)
    {
        var (topics, data) = EscrowEventDecoder.Transfer.Encode(from, to, amount);
        return new ScriptedLog(token, topics, data);
    }
}
