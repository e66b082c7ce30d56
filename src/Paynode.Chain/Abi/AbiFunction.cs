using Paynode.Chain.Cryptography;

namespace Paynode.Chain.Abi;

/// <summary>A contract function: its selector and how its arguments are encoded.</summary>
public sealed class AbiFunction
{
    /// <summary>Parses a signature such as <c>transfer(address,uint256)</c>.</summary>
    /// <param name="signature">The name and the canonical parameter types.</param>
    /// <param name="returns">The tuple of return types, such as <c>(uint256)</c>.</param>
    public AbiFunction(string signature, string returns = "()")
    {
        Signature = signature;
        Parameters = AbiTypeParser.ParseTuple(signature[signature.IndexOf('(', StringComparison.Ordinal)..]);
        Returns = AbiTypeParser.ParseTuple(returns);
        Selector = Keccak256.Hash(signature).ToArray()[..4];
    }

    /// <summary>The signature that is hashed into the selector.</summary>
    public string Signature { get; }

    /// <summary>The parameters.</summary>
    public AbiType.Struct Parameters { get; }

    /// <summary>The return values.</summary>
    public AbiType.Struct Returns { get; }

    /// <summary>The first four bytes of the signature's hash.</summary>
    public byte[] Selector { get; }

    /// <summary>Encodes a call.</summary>
    /// <param name="arguments">One value for each parameter.</param>
    /// <returns>Selector and arguments.</returns>
    public byte[] Encode(params object[] arguments) => [.. Selector, .. AbiEncoder.Encode(Parameters, arguments)];

    /// <summary>Decodes a call's return data.</summary>
    /// <param name="data">The return data.</param>
    /// <returns>The return values in order.</returns>
    /// <exception cref="FormatException">The data does not match the return types.</exception>
    public object[] DecodeReturn(ReadOnlySpan<byte> data) => AbiDecoder.Decode(Returns, data);

    /// <summary>Decodes the arguments of a call.</summary>
    /// <param name="callData">Selector and arguments.</param>
    /// <returns>The arguments in order.</returns>
    /// <exception cref="FormatException">The data is not a call of this function.</exception>
    public object[] DecodeCall(ReadOnlySpan<byte> callData) =>
        callData.StartsWith(Selector)
            ? AbiDecoder.Decode(Parameters, callData[4..])
            : throw new FormatException("The call data belongs to another function.");
}
