using Paynode.Chain.Cryptography;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Tests.Cryptography;

public sealed class Eip712Tests
{
    [Fact]
    public void The_separator_equals_the_example_of_the_standard()
    {
        var domain = new Eip712Domain("Ether Mail", "1", 1, Address.Parse("0xCcCCccccCCCCcCCCCCCcCcCccCcCCCcCcccccccC"));
        Assert.Equal("0xf2cee375fa42b42143804025fc449deafd50cc031ca257e0b194a650a912090f", domain.Separator().ToString());
    }

    // The expected values were made with ethers 6.
    [Fact]
    public async Task A_confirmation_equals_what_a_wallet_signs()
    {
        var signer = LocalKeySigner.FromHex("0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318");
        var escrow = new EscrowContract(8453, Address.Parse("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"));
        var digest = escrow.ConfirmationDigest(Bytes32.Parse(new string('1', 64)), signer.Address, 1_000_000, 5_000_000);
        Assert.Equal("0xeda3cc98bba34d1a1c97331f96fd737ef918d75dec687ddf609a5ba915813537", digest.ToString());
        Assert.Equal(
            "0xc83ffd62d0081e0cd0983e1ad6e5e6a3528ccf5e5739768ef679fd1e678eec315204461332ec35be721a449e2504c596f05848cd86b3339331af09b851221e641b",
            Hex.Encode((await signer.SignAsync(digest, default)).ToBytes()));
    }
}
