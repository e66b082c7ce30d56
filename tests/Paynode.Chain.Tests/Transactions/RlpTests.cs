using FsCheck;
using FsCheck.Fluent;
using Paynode.Chain.Primitives;
using Paynode.Chain.Tests.Support;
using Paynode.Chain.Transactions;

namespace Paynode.Chain.Tests.Transactions;

public sealed class RlpTests
{
    [Theory]
    [InlineData("0x", "0x80")]
    [InlineData("0x00", "0x00")]
    [InlineData("0x7f", "0x7f")]
    [InlineData("0x80", "0x8180")]
    [InlineData("0x646f67", "0x83646f67")]
    public void Bytes_equal_the_published_examples(string bytes, string expected) =>
        Assert.Equal(expected, Hex.Encode(Rlp.Encode(Hex.Decode(bytes))));

    [Fact]
    public void Lists_equal_the_published_examples()
    {
        Assert.Equal("0xc0", Hex.Encode(Rlp.EncodeList()));
        Assert.Equal("0xc88363617483646f67", Hex.Encode(Rlp.EncodeList(Rlp.Encode("cat"u8.ToArray()), Rlp.Encode("dog"u8.ToArray()))));
        Assert.Equal("0x820400", Hex.Encode(Rlp.Encode(1024)));
    }

    [Fact]
    public void Any_list_survives_the_round_trip() =>
        Properties.Hold(200, Prop.ForAll(Gens.BytesUpTo(300).ArrayOf().ToArbitrary(), items =>
        {
            var read = RlpReader.ReadList(Rlp.EncodeList([.. items.Select(Rlp.Encode)]));
            return read.Count == items.Length && read.Zip(items).All(p => p.First.SequenceEqual(p.Second));
        }));
}
