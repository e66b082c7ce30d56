using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paynode.Chain.Configuration;

/// <summary>
/// The defaults of well-known chains, the same for every operator: id, confirmation policy, tokens, and a gas price ceiling.
/// A configuration that names such a chain adds its nodes and its escrow, and may override the rest.
/// </summary>
/// <remarks>
/// Confirmations follow the guarantees of each chain's tags: depth for small amounts, <c>safe</c> and <c>finalized</c> for
/// large ones. Token addresses are the issuers' own contracts, or otherwise the generally used bridged token of that name
/// (USDT on Base and Lisk). Excluded, because Paynode's USDC and USDT have six decimals or because there is no issuer's
/// contract: both on BNB Chain (eighteen decimals), bridged USDC on Lisk.
/// </remarks>
public static class KnownChains
{
    private const string Resource = "known-chains.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PreferredObjectCreationHandling = JsonObjectCreationHandling.Populate,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>The chains' names, in the order of the file.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Read().Keys];

    /// <summary>Returns a new configuration of a chain.</summary>
    /// <param name="name">Its name; hyphens and underscores are equivalent.</param>
    /// <returns>The configuration without nodes and escrow, or null when the chain is not well known.</returns>
    public static ChainOptions? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Read().GetValueOrDefault(name.Replace('-', '_'));
    }

    // Parsed on each call, because callers modify the result.
    private static Dictionary<string, ChainOptions> Read()
    {
        using var stream = typeof(KnownChains).Assembly.GetManifestResourceStream(Resource)!;
        return JsonSerializer.Deserialize<Dictionary<string, ChainOptions>>(stream, Json)!;
    }
}
