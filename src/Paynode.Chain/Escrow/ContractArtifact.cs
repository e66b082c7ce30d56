using System.Text.Json;
using Paynode.Chain.Primitives;

namespace Paynode.Chain.Escrow;

/// <summary>A compiled contract from the repository.</summary>
/// <param name="Name">The contract's name.</param>
/// <param name="InitCode">The creation code, without constructor arguments.</param>
public sealed record ContractArtifact(string Name, byte[] InitCode)
{
    /// <summary>The escrow.</summary>
    public static ContractArtifact PaynodeEscrow { get; } = Read("PaynodeEscrow");

    /// <summary>A test dollar token with six decimals that anyone can mint.</summary>
    public static ContractArtifact TestUsd { get; } = Read("TestUsd");

    private static ContractArtifact Read(string name)
    {
        using var stream = typeof(ContractArtifact).Assembly.GetManifestResourceStream($"artifacts/{name}.json")
            ?? throw new InvalidOperationException($"The artifact {name} is not part of this build.");
        using var json = JsonDocument.Parse(stream);
        return new ContractArtifact(name, Hex.Decode(CodeOf(json.RootElement.GetProperty("bytecode"))));
    }

    // Forge nests the code in an object; a plain artifact has it as text.
    private static string CodeOf(JsonElement bytecode) =>
        (bytecode.ValueKind == JsonValueKind.Object ? bytecode.GetProperty("object") : bytecode).GetString()!;
}
