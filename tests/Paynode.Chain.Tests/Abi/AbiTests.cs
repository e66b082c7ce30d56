using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Paynode.Chain.Abi;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Tests.Support;

namespace Paynode.Chain.Tests.Abi;

public sealed class AbiTests
{
    [Fact]
    public void Any_value_survives_the_round_trip() =>
        Properties.Hold(1000, Prop.ForAll(Gens.AbiValue.ToArbitrary(), v =>
        {
            var encoded = AbiEncoder.Encode(v.Type, v.Value);
            var decoded = AbiDecoder.Decode(v.Type, encoded);
            return encoded.Length % 32 == 0 && encoded.SequenceEqual(AbiEncoder.Encode(v.Type, decoded));
        }));

    [Fact]
    public void Any_type_is_parsed_from_its_name() =>
        Properties.Hold(300, Prop.ForAll(Gens.AbiValue.ToArbitrary(), v =>
            AbiType.Parse(v.Type.ToString()).ToString() == v.Type.ToString()));

    [Fact]
    public void Any_damage_is_refused_or_read_never_worse() =>
        Properties.Hold(1000, Prop.ForAll(Gens.AbiValue.ToArbitrary(), Gens.BytesUpTo(64).ToArbitrary(), Gen.Choose(0, 4000).ToArbitrary(), (v, noise, at) =>
        {
            var encoded = AbiEncoder.Encode(v.Type, v.Value);
            var start = encoded.Length == 0 ? 0 : at % encoded.Length;
            byte[] damaged = [.. encoded[..start], .. noise, .. encoded[Math.Min(encoded.Length, start + noise.Length)..]];
            try
            {
                AbiDecoder.Decode(v.Type, damaged);
            }
            catch (FormatException)
            {
                // This is the one way to refuse.
            }
        }));

    // The example of the Solidity documentation, "Use of Dynamic Types".
    [Fact]
    public void The_documented_example_is_encoded_alike()
    {
        var function = new AbiFunction("f(uint256,uint32[],bytes10,bytes)");
        var data = function.Encode(
            new BigInteger(0x123), new object[] { new BigInteger(0x456), new BigInteger(0x789) }, "1234567890"u8.ToArray(), "Hello, world!"u8.ToArray());
        Assert.Equal(
            "0x8be65246"
            + "0000000000000000000000000000000000000000000000000000000000000123"
            + "0000000000000000000000000000000000000000000000000000000000000080"
            + "3132333435363738393000000000000000000000000000000000000000000000"
            + "00000000000000000000000000000000000000000000000000000000000000e0"
            + "0000000000000000000000000000000000000000000000000000000000000002"
            + "0000000000000000000000000000000000000000000000000000000000000456"
            + "0000000000000000000000000000000000000000000000000000000000000789"
            + "000000000000000000000000000000000000000000000000000000000000000d"
            + "48656c6c6f2c20776f726c642100000000000000000000000000000000000000",
            Hex.Encode(data));
    }

    // The expected bytes were made with ethers 6.
    [Fact]
    public void A_batch_of_releases_is_encoded_as_other_libraries_do()
    {
        var provider = Address.Parse("0x2c7536E3605D9C16a7a3D7b1898e529396a65c23");
        var data = EscrowCalls.Release(
        [
            new EscrowRelease(Bytes32.Parse(new string('2', 64)), provider, 5, [1, 2, 3]),
            new EscrowRelease(Bytes32.Parse(new string('3', 64)), provider, 6, []),
        ]);
        Assert.Equal(
            "0xc1c6350c000000000000000000000000000000000000000000000000000000000000002000000000000000000000000000000000000000000000000000000000000000020000000000000000000000000000000000000000000000000000000000000040000000000000000000000000000000000000000000000000000000000000010022222222222222222222222222222222222222222222222222222222222222220000000000000000000000002c7536e3605d9c16a7a3d7b1898e529396a65c23000000000000000000000000000000000000000000000000000000000000000500000000000000000000000000000000000000000000000000000000000000800000000000000000000000000000000000000000000000000000000000000003010203000000000000000000000000000000000000000000000000000000000033333333333333333333333333333333333333333333333333333333333333330000000000000000000000002c7536e3605d9c16a7a3d7b1898e529396a65c23000000000000000000000000000000000000000000000000000000000000000600000000000000000000000000000000000000000000000000000000000000800000000000000000000000000000000000000000000000000000000000000000",
            Hex.Encode(data));
    }

    [Theory]
    [InlineData("uint")]
    [InlineData("uint7")]
    [InlineData("uint264")]
    [InlineData("bytes33")]
    [InlineData("int256")]
    [InlineData("(uint8")]
    public void An_unknown_type_is_refused(string text) => Assert.Throws<FormatException>(() => AbiType.Parse(text));

    [Fact]
    public void A_number_too_large_for_its_type_is_refused() =>
        Assert.Throws<ArgumentException>(() => AbiEncoder.Encode(AbiType.Parse("uint8"), new BigInteger(256)));
}
