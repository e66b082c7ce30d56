using Microsoft.Extensions.Configuration;

namespace Paynode.Chain.Configuration;

/// <summary>
/// The configuration of one chain, under <c>Chains:{name}</c>; defaults come from <see cref="KnownChains"/>.
/// </summary>
public sealed class ChainOptions
{
    /// <summary>The chain's id, which the node has to confirm.</summary>
    public long ChainId { get; set; }

    /// <summary>The node's URL; defaults to <c>CHAIN_RPC_URL</c>.</summary>
    public string? RpcUrl { get; set; }

    /// <summary>The URLs of several nodes, of which a quorum has to agree.</summary>
    public IList<string> RpcUrls { get; } = [];

    /// <summary>How many of several nodes have to agree; null for a majority.</summary>
    public int? Quorum { get; set; }

    /// <summary>The escrow's address.</summary>
    public string Escrow { get; set; } = "";

    /// <summary>Addresses of former escrows that still hold orders.</summary>
    public IList<string> FormerEscrows { get; } = [];

    /// <summary>The block the escrow was created in.</summary>
    public long StartBlock { get; set; }

    /// <summary>The requirement for amounts above all steps: a number of confirmations, <c>safe</c> or <c>finalized</c>.</summary>
    public string Confirmations { get; set; } = "3";

    /// <summary>The requirements for smaller amounts, smallest first.</summary>
    public IList<ConfirmationStepOptions> ConfirmationSteps { get; } = [];

    /// <summary>The tokens' addresses by their symbols.</summary>
    public IDictionary<string, string> Tokens { get; } = new Dictionary<string, string>();

    /// <summary>The maximum number of releases or refunds per transaction; about 15,000 gas each, 65,000 for one alone.</summary>
    public int BatchItems { get; set; } = 100;

    /// <summary>How long the first of a batch may wait for others, in seconds: it trades settlement time for gas.</summary>
    public int BatchSeconds { get; set; }

    /// <summary>
    /// The maximum fee per gas, in gwei; above it settlement waits. Set one per chain; the default is higher than the usual
    /// price on most chains, and only prevents a node with a false price from spending the key's whole balance.
    /// </summary>
    public decimal? MaxFeeGwei { get; set; } = 500;

    /// <summary>
    /// The maximum fee per gas for a release whose deadline is near, in gwei: after the deadline the payer could reclaim the
    /// funds although the recipient was paid. Null for ten times <see cref="MaxFeeGwei"/>.
    /// </summary>
    public decimal? PressingMaxFeeGwei { get; set; }

    /// <summary>How long before its deadline a release gets deadline priority, in minutes.</summary>
    public int PressingMinutes { get; set; } = 30;

    /// <summary>The minimum tip per gas, in gwei, for chains whose builders require one.</summary>
    public decimal MinTipGwei { get; set; }

    /// <summary>How long a transaction may remain unmined before it is checked again, in seconds.</summary>
    public int StuckAfterSeconds { get; set; } = 30;

    /// <summary>The maximum depth of a reorganisation, in blocks below the head.</summary>
    public int ReorgWindow { get; set; } = 1024;

    /// <summary>The maximum number of blocks in one log query.</summary>
    public int MaxRange { get; set; } = 2000;

    /// <summary>Reads all configured chains.</summary>
    /// <param name="configuration">The configuration with the section <c>Chains</c>.</param>
    /// <returns>The chains by name.</returns>
    /// <exception cref="InvalidOperationException">A chain's configuration is incomplete or inconsistent.</exception>
    public static IReadOnlyDictionary<string, ChainOptions> Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.GetSection("Chains").GetChildren()
            .ToDictionary(section => section.Key, section => Read(section, configuration["CHAIN_RPC_URL"]));
    }

    /// <summary>The nodes' URLs, from either setting.</summary>
    /// <returns>One URL or more.</returns>
    public IReadOnlyList<Uri> Endpoints() =>
        [.. RpcUrls.Append(RpcUrl).Where(url => !string.IsNullOrWhiteSpace(url)).Distinct().Select(url => new Uri(url!))];

    private static ChainOptions Read(IConfigurationSection section, string? standInUrl)
    {
        var options = KnownChains.Find(section.Key) ?? new ChainOptions();
        if (section.GetSection(nameof(ConfirmationSteps)).Exists())
        {
            // Steps are not merged: configured steps replace the known ones.
            options.ConfirmationSteps.Clear();
        }

        section.Bind(options);
        foreach (var (symbol, _) in options.Tokens.Where(token => string.IsNullOrEmpty(token.Value)).ToArray())
        {
            // An empty address removes a known token.
            options.Tokens.Remove(symbol);
        }

        if (options.Endpoints().Count == 0)
        {
            options.RpcUrl = standInUrl;
        }

        options.Require(section.Key);
        return options;
    }

    private void Require(string name)
    {
        var problem = ChainId <= 0 ? $"has no ChainId, and is none of those that need none: {string.Join(", ", KnownChains.Names)}"
            : Endpoints().Count == 0 ? "has no RpcUrl"
            : !Primitives.Address.TryParse(Escrow, out _) ? "has no valid Escrow"
            : Tokens.Count == 0 ? "has no Tokens"
            : PressingMinutes < 0 || PressingMaxFeeGwei < MaxFeeGwei
                ? "has PressingMinutes below 0, or a PressingMaxFeeGwei below its MaxFeeGwei"
            : BatchItems is < 1 or > 500 || BatchSeconds is < 0 or > 3600
                ? "has a BatchItems that is not 1 to 500, or a BatchSeconds that is not 0 to 3600"
            : Quorum is { } q && (q < 1 || q > Endpoints().Count) ? "has a Quorum that its nodes cannot reach"
            : null;
        if (problem is not null)
        {
            throw new InvalidOperationException($"Chain '{name}' {problem}.");
        }
    }
}

/// <summary>One step of a confirmation policy.</summary>
public sealed class ConfirmationStepOptions
{
    /// <summary>The largest amount the step applies to, in whole tokens.</summary>
    public decimal UpTo { get; set; }

    /// <summary>A number of confirmations, <c>safe</c> or <c>finalized</c>.</summary>
    public string Require { get; set; } = "";
}
