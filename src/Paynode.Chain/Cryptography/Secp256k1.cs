using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Math.EC.Multiplier;
using Paynode.Chain.Primitives;
using BcInteger = Org.BouncyCastle.Math.BigInteger;

namespace Paynode.Chain.Cryptography;

/// <summary>The curve of Ethereum's keys. Nonces follow RFC 6979, so one key and digest have one signature.</summary>
internal static class Secp256k1
{
    private static readonly X9ECParameters Curve = CustomNamedCurves.GetByName("secp256k1");
    private static readonly BcInteger HalfOrder = Curve.N.ShiftRight(1);
    private static readonly FixedPointCombMultiplier Base = new();

    public static bool IsPrivateKey(BcInteger key) => key.SignValue > 0 && key.CompareTo(Curve.N) < 0;

    public static Address AddressOf(BcInteger privateKey) => AddressOf(Base.Multiply(Curve.G, privateKey));

    public static EcdsaSignature Sign(Bytes32 digest, BcInteger privateKey)
    {
        var message = new BcInteger(1, digest.ToArray());
        var nonces = new HMacDsaKCalculator(new Sha256Digest());
        nonces.Init(Curve.N, privateKey, digest.ToArray());
        while (true)
        {
            var k = nonces.NextK();
            var point = Base.Multiply(Curve.G, k).Normalize();
            var x = point.AffineXCoord.ToBigInteger();
            var r = x.Mod(Curve.N);
            var s = k.ModInverse(Curve.N).Multiply(message.Add(privateKey.Multiply(r))).Mod(Curve.N);
            // x at or above the order would need recovery ids 2 and 3, which transactions cannot carry.
            if (r.SignValue != 0 && s.SignValue != 0 && x.CompareTo(Curve.N) < 0)
            {
                return LowS(r, s, point.AffineYCoord.ToBigInteger().TestBit(0));
            }
        }
    }

    public static Address? Recover(Bytes32 digest, EcdsaSignature signature)
    {
        var (r, s) = (ToBc(signature.R), ToBc(signature.S));
        if (signature.RecoveryId > 1 || !IsPrivateKey(r) || !IsPrivateKey(s))
        {
            return null;
        }

        var point = NoncePoint(r, odd: signature.RecoveryId == 1);
        if (point is null)
        {
            return null;
        }

        var inverse = r.ModInverse(Curve.N);
        var message = new BcInteger(1, digest.ToArray());
        var onBase = Curve.N.Subtract(message.Mod(Curve.N)).Multiply(inverse).Mod(Curve.N);
        var key = ECAlgorithms.SumOfTwoMultiplies(Curve.G, onBase, point, s.Multiply(inverse).Mod(Curve.N));
        return key.IsInfinity ? null : AddressOf(key);
    }

    public static EcdsaSignature? Complete(Bytes32 digest, System.Numerics.BigInteger r, System.Numerics.BigInteger s, Address signer)
    {
        var low = LowS(ToBc(r), ToBc(s), odd: false);
        foreach (var candidate in new[] { low with { RecoveryId = 0 }, low with { RecoveryId = 1 } })
        {
            if (Recover(digest, candidate) == signer)
            {
                return candidate;
            }
        }

        return null;
    }

    private static EcdsaSignature LowS(BcInteger r, BcInteger s, bool odd)
    {
        var high = s.CompareTo(HalfOrder) > 0;
        var low = high ? Curve.N.Subtract(s) : s;
        return new EcdsaSignature(ToNumber(r), ToNumber(low), (byte)(odd ^ high ? 1 : 0));
    }

    private static ECPoint? NoncePoint(BcInteger x, bool odd)
    {
        try
        {
            return Curve.Curve.DecodePoint([(byte)(odd ? 3 : 2), .. Bytes32.FromBigInteger(ToNumber(x)).ToArray()]);
        }
        catch (ArgumentException)
        {
            return null; // No point of the curve has this x coordinate.
        }
    }

    private static Address AddressOf(ECPoint publicKey)
    {
        var encoded = publicKey.Normalize().GetEncoded(compressed: false);
        return new Address(Keccak256.Hash(encoded.AsSpan(1)).ToArray().AsSpan(12));
    }

    private static System.Numerics.BigInteger ToNumber(BcInteger value) =>
        new(value.ToByteArrayUnsigned(), isUnsigned: true, isBigEndian: true);

    private static BcInteger ToBc(System.Numerics.BigInteger value) =>
        new(1, value.ToByteArray(isUnsigned: true, isBigEndian: true));
}
