using System.Numerics;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Tests.Support;

/// <summary>The one builder of orders.</summary>
internal static class TestOrders
{
    public static readonly Address Token = Account("token");
    public static readonly Address OtherToken = Account("other token");
    public static readonly Address Payer = Account("payer");
    public static readonly Address Provider = Account("provider");

    public static Address Account(string name) => new(Keccak256.Hash(name).ToArray().AsSpan(12));

    public static EscrowContract Escrow(long chainId) => new(chainId, Account("escrow"));

    public static EscrowTerms Terms(int number, BigInteger? amount = null, Address? token = null) => new(
        EscrowTerms.ReferenceOf(new Guid(number, 7, 7, [1, 2, 3, 4, 5, 6, 7, 8])),
        token ?? Token,
        amount ?? 1_000_000,
        Payer,
        Payer,
        1_800_000_000,
        50,
        0,
        Address.Zero,
        ReleaseMode.Operator);
}
