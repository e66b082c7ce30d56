using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Paynode.Chain.Abi;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Tests.Support;

/// <summary>Random values of the chain's types.</summary>
internal static class Gens
{
    public static Gen<byte[]> Bytes(int length) => Gen.Choose(0, 255).Select(b => (byte)b).ArrayOf(length);

    public static Gen<byte[]> BytesUpTo(int length) => Gen.Choose(0, length).SelectMany(Bytes);

    public static Gen<Bytes32> Word => Bytes(32).Select(b => new Bytes32(b));

    public static Gen<Address> Account => Bytes(20).Select(b => new Address(b));

    public static Gen<BigInteger> Number(int bits) =>
        Gen.Choose(0, bits / 8).SelectMany(Bytes).Select(b => new BigInteger(b, isUnsigned: true, isBigEndian: true));

    // The first half is zero, so that the number stays below the curve order; the last bit keeps it above zero.
    public static Gen<LocalKeySigner> Key => Bytes(16).Select(b => new LocalKeySigner([.. new byte[15], .. b, 1]));

    /// <summary>A random ABI type with a value of it.</summary>
    public static Gen<(AbiType Type, object Value)> AbiValue => Gen.Sized(size => Type(Math.Min(size, 12)).SelectMany(t => Value(t).Select(v => (t, v))));

    private static Gen<AbiType> Type(int size)
    {
        var leaf = Gen.OneOf(
            Gen.Choose(1, 32).Select(n => (AbiType)new AbiType.UInt(n * 8)),
            Gen.Choose(1, 32).Select(n => (AbiType)new AbiType.FixedBytes(n)),
            Gen.Elements<AbiType>(new AbiType.AccountAddress(), new AbiType.Boolean(), new AbiType.DynamicBytes(), new AbiType.Text()));
        return size <= 1 ? leaf : Gen.OneOf(
            leaf,
            Type(size / 2).Select(t => (AbiType)new AbiType.DynamicArray(t)),
            Gen.Choose(1, 5).SelectMany(n => Type(size / 3).ArrayOf(n)).Select(c => (AbiType)new AbiType.Struct(c)));
    }

    private static Gen<object> Value(AbiType type) => type switch
    {
        AbiType.UInt number => Number(number.Bits).Select(object (v) => v),
        AbiType.AccountAddress => Account.Select(object (v) => v),
        AbiType.Boolean => Gen.Elements<object>(true, false),
        AbiType.FixedBytes { Size: 32 } => Word.Select(object (v) => v),
        AbiType.FixedBytes bytes => Bytes(bytes.Size).Select(object (v) => v),
        AbiType.DynamicBytes => BytesUpTo(100).Select(object (v) => v),
        AbiType.Text => Gen.Choose(32, 0x2fff).Select(c => (char)c).ArrayOf().Select(object (c) => new string(c)),
        AbiType.DynamicArray array => Gen.Choose(0, 4).SelectMany(n => Value(array.Element).ArrayOf(n)).Select(object (v) => v),
        AbiType.Struct tuple => Gen.CollectToArray(tuple.Components.Select(Value)).Select(object (v) => v),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
