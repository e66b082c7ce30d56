using Paynode.LocalServices.Processes;

namespace Paynode.LocalServices;

/// <summary>Finds Anvil.</summary>
internal static class AnvilBinary
{
    /// <summary>The variable PAYNODE_ANVIL, the clone's own tools, its contracts' tools, then the PATH.</summary>
    public static string Find() =>
        Environment.GetEnvironmentVariable("PAYNODE_ANVIL") is { Length: > 0 } given ? given
        : InClone() ?? Executables.OnPath("anvil") ?? throw new FileNotFoundException(
            "Anvil is not installed. In the clone: npm install --prefix .paynode/tools @foundry-rs/anvil@1.7.1; or set CHAIN_RPC_URL.");

    private static string? InClone()
    {
        if (Clone.Root is not { } root)
            return null;
        return new[] { ".paynode/tools", "contracts" }
            .Select(folder => Path.Combine(root, folder, "node_modules"))
            .Select(InModules)
            .FirstOrDefault(found => found is not null);
    }

    /// <summary>The native program: npm's own entry is a script in front of it that a signal would stop at.</summary>
    private static string? InModules(string modules)
    {
        var scope = Path.Combine(modules, "@foundry-rs");
        return !Directory.Exists(scope)
            ? null
            : Directory.GetDirectories(scope, "anvil-*")
                .Select(package => Path.Combine(package, "bin", "anvil"))
                .FirstOrDefault(File.Exists);
    }
}
