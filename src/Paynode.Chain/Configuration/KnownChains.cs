using System.Text.Json;
using System.Text.Json.Serialization;

namespace Paynode.Chain.Configuration;

/// <summary>
/// What is the same for every operator of a well-known chain: its id, how final amounts have to be, its tokens, a ceiling for
/// gas. A configuration that names such a chain adds its nodes and its escrow, and may override the rest.
/// </summary>
/// <remarks>
/// The confirmations follow what each chain's tags promise: depth for small amounts, <c>safe</c> and <c>finalized</c> for
/// large ones. Token addresses are the issuers' own contracts, or where there is none the bridged token of that name in
/// general use (USDT on Base and Lisk). Left out, because Paynode's USDC and USDT have six decimals or because no issuer's
/// contract is there: both on BNB Chain (eighteen decimals), bridged USDC on Lisk.
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

    /// <summary>A new description of a chain.</summary>
    /// <param name="name">Its name; a hyphen is as good as an underscore.</param>
    /// <returns>The description without nodes and escrow, or nothing when the chain is not well known.</returns>
    public static ChainOptions? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Read().GetValueOrDefault(name.Replace('-', '_'));
    }

    // Read anew each time: whoever asks changes what it gets.
    private static Dictionary<string, ChainOptions> Read()
    {
        using var stream = typeof(KnownChains).Assembly.GetManifestResourceStream(Resource)!;
        return JsonSerializer.Deserialize<Dictionary<string, ChainOptions>>(stream, Json)!;
    }
}
