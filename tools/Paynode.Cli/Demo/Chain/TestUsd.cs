using System.Numerics;
using Paynode.Chain.Abi;
using Paynode.Chain.Primitives;

namespace Paynode.Cli.Demo.Chain;

/// <summary>The test dollar's functions that the demo needs beyond those of every token.</summary>
public static class TestUsd
{
    private static readonly AbiFunction MintFunction = new("mint(address,uint256)");

    /// <summary>Reads what an account holds.</summary>
    public static AbiFunction BalanceOf { get; } = new("balanceOf(address)", "(uint256)");

    /// <summary>Makes units for an account; anyone may.</summary>
    public static byte[] Mint(Address to, BigInteger amount) => MintFunction.Encode(to, amount);
}
