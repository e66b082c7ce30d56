using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Nethereum.Model;
using Nethereum.Signer;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;
using Paynode.Chain.Tests.Support;
using Paynode.Chain.Transactions;

namespace Paynode.Chain.Tests.Cryptography;

/// <summary>Signatures, addresses and transactions are those of Nethereum's own signer.</summary>
public sealed class NethereumSigningTests
{
    private static Gen<byte[]> Key => Gens.Bytes(31).Select(bytes => (byte[])[.. bytes, 1]);

    [Fact]
    public void Sign_AnyDigest_EqualsNethereum() => Properties.Hold(40, Prop.ForAll(Key.ToArbitrary(), Gens.Word.ToArbitrary(), (key, digest) =>
    {
        var (ours, theirs) = (new LocalKeySigner(key), new EthECKey(key, isPrivate: true));
        var signature = ours.SignAsync(digest, default).AsTask().Result;
        var expected = theirs.SignAndCalculateYParityV(digest.ToArray());
        return ours.Address.ToString() == theirs.GetPublicAddress()
            && (signature.R, signature.S, signature.RecoveryId) == (Number(expected.R), Number(expected.S), expected.V[0])
            && Address.Parse(EthECKey.RecoverFromParityYSignature(expected, digest.ToArray()).GetPublicAddress()) == signature.Recover(digest);
    }));

    [Fact]
    public void Sign_AnyTransaction_EqualsNethereumAndIsReadBackByIt() => Properties.Hold(40, Prop.ForAll(Unsigned.ToArbitrary(), Key.ToArbitrary(), (unsigned, key) =>
    {
        var signed = unsigned.SignAsync(new LocalKeySigner(key), default).AsTask().Result;
        var expected = new Transaction1559Signer().SignTransaction(key, new Transaction1559(
            unsigned.ChainId, unsigned.Nonce, unsigned.MaxPriorityFeePerGas, unsigned.MaxFeePerGas, unsigned.GasLimit, unsigned.To?.ToString(),
            unsigned.Value, Hex.Encode(unsigned.Data), null));
        var read = (Transaction1559)TransactionFactory.CreateTransaction(signed.Raw);
        return Hex.Encode(signed.Raw) == "0x" + expected
            && read.GetSenderAddress() == new LocalKeySigner(key).Address.ToString()
            && Hex.Encode(read.Hash) == signed.Hash.ToString();
    }));

    [Theory]
    [InlineData("0x00", "0x01", 0)]
    [InlineData("0x01", "0x00", 0)]
    [InlineData("0x01", "0x01", 2)]
    [InlineData("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", "0x01", 0)]
    [InlineData("0x01", "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 0)]
    [InlineData("0x05", "0x01", 0)]
    public void Recover_NumbersThatAreNoSignature_IsNothing(string r, string s, byte recoveryId)
    {
        var signature = new EcdsaSignature(Hex.DecodeQuantity(r), Hex.DecodeQuantity(s), recoveryId);
        Assert.Null(signature.Recover(Keccak256.Hash("digest")));
        Assert.Null(new EcdsaSignature(BigInteger.Pow(2, 256), BigInteger.MinusOne, 0).Recover(Keccak256.Hash("digest")));
        Assert.Null(EcdsaSignature.Complete(Keccak256.Hash("digest"), signature.R, signature.S, Address.Zero));
    }

    private static Gen<Eip1559Transaction> Unsigned =>
        from chain in Gen.Choose(1, int.MaxValue)
        from nonce in Gen.Choose(0, 100_000)
        from tip in Gens.Number(64)
        from fee in Gens.Number(64)
        from gas in Gen.Choose(0, 30_000_000)
        from to in Gen.OneOf(Gens.Account.Select(account => (Address?)account), Gen.Constant<Address?>(null))
        from value in Gens.Number(96)
        from data in Gens.BytesUpTo(300)
        select new Eip1559Transaction(chain, nonce, tip, fee, gas, to, value, data);

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
