using System.Numerics;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Primitives;
using Paynode.Chain.Transactions;

namespace Paynode.Chain.Tests.Transactions;

public sealed class Eip1559TransactionTests
{
    private static readonly LocalKeySigner Signer = LocalKeySigner.FromHex("0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318");

    // The expected bytes were made with ethers 6.
    [Fact]
    public async Task A_token_transfer_is_signed_as_other_libraries_do()
    {
        var transaction = Transaction(7, 0, "0xa9059cbb0000000000000000000000005aaeb6053f3e94c9b9a09f33669435e7ef1beaed00000000000000000000000000000000000000000000000000000000000f4240");
        var signed = await transaction.SignAsync(Signer, default);
        Assert.Equal(
            "0x02f8b182210507830f4240849502f9008303345094833589fcd6edb6e08f4c7c32d4f71b54bda0291380b844a9059cbb0000000000000000000000005aaeb6053f3e94c9b9a09f33669435e7ef1beaed00000000000000000000000000000000000000000000000000000000000f4240c001a0e12d71ec1258555408a38af702fd7d94e3695d2cc810303998edf8a73e15e042a0446a9427094e56582c799a08bafd5e40fe84a4b87888b35b42a1f4d3b61b930e",
            Hex.Encode(signed.Raw));
    }

    [Fact]
    public async Task A_transfer_of_value_with_nonce_zero_is_signed_as_other_libraries_do()
    {
        var signed = await Transaction(0, BigInteger.Parse("123456789012345678901"), "0x").SignAsync(Signer, default);
        Assert.Equal(
            "0x02f87582210580830f4240849502f9008303345094833589fcd6edb6e08f4c7c32d4f71b54bda029138906b14e9f812f366c3580c001a00bfac85a0fd40aa03a9ae2877779ab2ddef93857e382ba390bc376398bcc5f20a02a64e6a8fc1fb60be85b5006c5509f18167fbfbc2d545b4e84e80ca6f5696707",
            Hex.Encode(signed.Raw));
    }

    private static Eip1559Transaction Transaction(long nonce, BigInteger value, string data) => new(
        8453, nonce, 1_000_000, 2_500_000_000, 210_000, Address.Parse("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"), value, Hex.Decode(data));
}
