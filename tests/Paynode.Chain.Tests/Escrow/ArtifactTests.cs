using System.Text.Json;
using Paynode.Chain.Abi;
using Paynode.Chain.Cryptography;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Tests.Escrow;

/// <summary>What is written here by hand is what the compiler put into the artifact.</summary>
public sealed class ArtifactTests
{
    private static readonly JsonElement Abi = Read();

    [Fact]
    public void Every_event_has_the_artifacts_signature()
    {
        var known = Signatures("event");
        AbiEvent[] events =
        [
            EscrowEventDecoder.Locked, EscrowEventDecoder.Released, EscrowEventDecoder.Refunded, EscrowEventDecoder.ReleaseSkipped,
            EscrowEventDecoder.RefundSkipped, EscrowEventDecoder.DepositReturned, EscrowEventDecoder.Credited, EscrowEventDecoder.Withdrawn,
        ];
        Assert.All(events, e => Assert.Contains(e.Signature, known));
    }

    [Fact]
    public void Every_call_has_the_artifacts_signature()
    {
        var known = Signatures("function");
        AbiFunction[] functions =
        [
            EscrowCalls.LockFunction, EscrowCalls.CollectFunction, EscrowCalls.RecoverFunction, EscrowCalls.ReleaseFunction,
            EscrowCalls.RefundFunction, EscrowCalls.WithdrawFunction,
        ];
        Assert.All(functions, f => Assert.Contains(f.Signature, known));
    }

    [Fact]
    public void Every_error_of_the_escrow_has_its_name()
    {
        // OpenZeppelin's own errors keep their selectors as names.
        string[] inherited = ["ECDSA", "Ownable", "Reentrancy", "SafeERC20", "InvalidShortString", "StringTooLong", "FailedDeployment", "InsufficientBalance", "FailedCall"];
        var own = Signatures("error").Where(e => !inherited.Any(prefix => e.StartsWith(prefix, StringComparison.Ordinal)));
        Assert.All(own, error => Assert.Equal(error[..error.IndexOf('(', StringComparison.Ordinal)], NameOf(error)));
    }

    private static string NameOf(string error) => EscrowRefusal.FromBytes(Keccak256.Hash(error).ToArray()).Name;

    private static HashSet<string> Signatures(string type) =>
        [.. Abi.EnumerateArray().Where(e => e.GetProperty("type").GetString() == type)
            .Select(e => $"{e.GetProperty("name").GetString()}({string.Join(',', e.GetProperty("inputs").EnumerateArray().Select(TypeOf))})")];

    private static string TypeOf(JsonElement input)
    {
        var type = input.GetProperty("type").GetString()!;
        return type.StartsWith("tuple", StringComparison.Ordinal)
            ? $"({string.Join(',', input.GetProperty("components").EnumerateArray().Select(TypeOf))}){type[5..]}"
            : type;
    }

    private static JsonElement Read()
    {
        using var stream = typeof(ContractArtifact).Assembly.GetManifestResourceStream("artifacts/PaynodeEscrow.json")!;
        return JsonSerializer.Deserialize<JsonElement>(stream).GetProperty("abi");
    }
}
