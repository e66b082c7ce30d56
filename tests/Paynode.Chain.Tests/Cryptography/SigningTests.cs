using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Cryptography;

public sealed class SigningTests
{
    private static readonly BigInteger HalfOrder =
        Hex.DecodeQuantity("0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

    [Theory]
    [InlineData(
        "Satoshi Nakamoto",
        "0x934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8",
        "0x2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5")]
    [InlineData(
        "All those moments will be lost in time, like tears in rain. Time to die...",
        "0x8600dbd41e348fe5c9465ab92d23e3db8b98b873beecd930736488696438cb6b",
        "0x547fe64427496db33bf66019dacbf0039c04199abb0122918601db38a72cfc21")]
    public async Task Nonces_follow_RFC_6979(string text, string r, string s)
    {
        var signer = LocalKeySigner.FromHex("0x" + new string('0', 63) + "1");
        var signature = await signer.SignAsync(new Bytes32(SHA256.HashData(Encoding.ASCII.GetBytes(text))), default);
        Assert.Equal((Hex.DecodeQuantity(r), Hex.DecodeQuantity(s)), (signature.R, signature.S));
    }

    [Fact]
    public void Any_signature_is_low_and_leads_back_to_its_signer() =>
        Properties.Hold(60, Prop.ForAll(Gens.Word.ToArbitrary(), Gens.Key.ToArbitrary(), (digest, signer) =>
        {
            var signature = Sign(signer, digest);
            return signature.S <= HalfOrder && signature.Recover(digest) == signer.Address;
        }));

    [Fact]
    public void A_signature_without_recovery_id_is_completed() =>
        Properties.Hold(30, Prop.ForAll(Gens.Word.ToArbitrary(), Gens.Key.ToArbitrary(), (digest, signer) =>
        {
            var signature = Sign(signer, digest);
            return EcdsaSignature.Complete(digest, signature.R, signature.S, signer.Address) == signature;
        }));

    [Fact]
    public void A_changed_digest_leads_to_somebody_else() =>
        Properties.Hold(30, Prop.ForAll(Gens.Word.ToArbitrary(), Gens.Word.ToArbitrary(), Gens.Key.ToArbitrary(), (one, other, signer) =>
            one == other || Sign(signer, one).Recover(other) != signer.Address));

    [Theory]
    [InlineData("0x00")]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [InlineData("secret-looking text")]
    public void What_is_no_key_is_refused_without_repeating_it(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => LocalKeySigner.FromHex(text));
        Assert.DoesNotContain(text, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_signer_never_shows_its_key()
    {
        const string Key = "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318";
        var signer = LocalKeySigner.FromHex(Key);
        Assert.Equal("0x2c7536E3605D9C16a7a3D7b1898e529396a65c23", signer.Address.ToString());
        Assert.DoesNotContain(Key[..8], signer.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    private static EcdsaSignature Sign(LocalKeySigner signer, Bytes32 digest)
    {
        var signature = signer.SignAsync(digest, default);
        Assert.True(signature.IsCompletedSuccessfully);
        return signature.AsTask().Result;
    }
}
