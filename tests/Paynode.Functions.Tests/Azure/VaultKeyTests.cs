using System.Numerics;
using System.Security.Cryptography;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;
using Paynode.Functions.Azure;

namespace Paynode.Functions.Tests.Azure;

/// <summary>The vault's part is played by the platform's own ECDSA, which writes signatures as a vault does: r and s, low or high.</summary>
public sealed class VaultKeyTests
{
    /// <summary>As many that half of them being high, and coordinates with leading zeros, are to be met.</summary>
    private const int Signatures = 300;

    private static readonly BigInteger HalfOrder =
        BigInteger.Parse("07fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0", System.Globalization.NumberStyles.HexNumber);

    [Fact]
    public void The_address_is_the_one_that_the_chain_knows_the_key_by()
    {
        var secret = RandomNumberGenerator.GetBytes(Bytes32.Length);
        using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.CreateFromFriendlyName("secp256k1"), D = secret });

        Assert.Equal(new LocalKeySigner(secret).Address, AddressOf(key));
    }

    [Fact]
    public void Every_signature_of_a_vault_comes_out_low_and_leads_back_to_its_key()
    {
        var highOnes = 0;
        using var key = Secp256k1();
        var signer = AddressOf(key);
        for (var i = 0; i < Signatures; i++)
        {
            var digest = RandomNumberGenerator.GetBytes(Bytes32.Length);
            var raw = key.SignHash(digest);

            var signature = VaultKey.Complete(new Bytes32(digest), raw, signer);

            Assert.Equal(signer, signature.Recover(new Bytes32(digest)));
            Assert.True(signature.S <= HalfOrder);
            highOnes += new BigInteger(raw.AsSpan(Bytes32.Length), isUnsigned: true, isBigEndian: true) > HalfOrder ? 1 : 0;
        }

        Assert.InRange(highOnes, Signatures / 4, Signatures * 3 / 4);
    }

    [Fact]
    public void A_signature_of_another_key_is_refused()
    {
        using var asked = Secp256k1();
        using var other = Secp256k1();
        var digest = RandomNumberGenerator.GetBytes(Bytes32.Length);

        Assert.Throws<InvalidOperationException>(() => VaultKey.Complete(new Bytes32(digest), other.SignHash(digest), AddressOf(asked)));
    }

    [Fact]
    public void A_signature_of_another_digest_is_refused()
    {
        using var key = Secp256k1();
        var signed = key.SignHash(RandomNumberGenerator.GetBytes(Bytes32.Length));

        Assert.Throws<InvalidOperationException>(() => VaultKey.Complete(default, signed, AddressOf(key)));
    }

    [Fact]
    public void A_signature_in_the_form_of_certificates_is_refused_by_name()
    {
        using var key = Secp256k1();
        var digest = RandomNumberGenerator.GetBytes(Bytes32.Length);
        var der = key.SignHash(digest, DSASignatureFormat.Rfc3279DerSequence);

        var fault = Assert.Throws<InvalidOperationException>(() => VaultKey.Complete(new Bytes32(digest), der, AddressOf(key)));
        Assert.Contains($"{der.Length} bytes", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    public void Numbers_that_are_no_signature_are_refused(byte octet)
    {
        using var key = Secp256k1();
        var none = Enumerable.Repeat(octet, 64).ToArray();

        Assert.Throws<InvalidOperationException>(() => VaultKey.Complete(default, none, AddressOf(key)));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(32, null)]
    [InlineData(32, 31)]
    [InlineData(48, 48)]
    public void A_key_of_another_curve_has_no_address(int? x, int? y) =>
        Assert.Null(VaultKey.AddressOf(x is { } ofX ? new byte[ofX] : null, y is { } ofY ? new byte[ofY] : null));

    private static ECDsa Secp256k1() => ECDsa.Create(ECCurve.CreateFromFriendlyName("secp256k1"));

    private static Address AddressOf(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return VaultKey.AddressOf(point.X, point.Y)!.Value;
    }
}
