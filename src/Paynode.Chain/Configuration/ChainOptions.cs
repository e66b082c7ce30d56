using Microsoft.Extensions.Configuration;

namespace Paynode.Chain.Configuration;

/// <summary>One chain as configuration describes it, under <c>Chains:{name}</c>; what it leaves out comes from <see cref="KnownChains"/>.</summary>
public sealed class ChainOptions
{
    /// <summary>The chain's id, which the node has to confirm.</summary>
    public long ChainId { get; set; }

    /// <summary>The node's URL; <c>CHAIN_RPC_URL</c> stands in when there is none.</summary>
    public string? RpcUrl { get; set; }

    /// <summary>Several nodes' URLs, of which a quorum has to agree.</summary>
    public IList<string> RpcUrls { get; } = [];

    /// <summary>How many of several nodes have to agree; nothing: more than half.</summary>
    public int? Quorum { get; set; }

    /// <summary>The escrow's address.</summary>
    public string Escrow { get; set; } = "";

    /// <summary>Addresses of former escrows that still hold orders.</summary>
    public IList<string> FormerEscrows { get; } = [];

    /// <summary>The block the escrow was created in.</summary>
    public long StartBlock { get; set; }

    /// <summary>What amounts above all steps need: a number of confirmations, <c>safe</c> or <c>finalized</c>.</summary>
    public string Confirmations { get; set; } = "3";

    /// <summary>What smaller amounts need, smallest first.</summary>
    public IList<ConfirmationStepOptions> ConfirmationSteps { get; } = [];

    /// <summary>The tokens' addresses by their symbols.</summary>
    public IDictionary<string, string> Tokens { get; } = new Dictionary<string, string>();

    /// <summary>Releases or refunds that one transaction carries at most; about 15,000 gas each, 65,000 for one alone.</summary>
    public int BatchItems { get; set; } = 100;

    /// <summary>How long the first of a batch may wait for others, in seconds: what is saved in gas costs this in time.</summary>
    public int BatchSeconds { get; set; }

    /// <summary>
    /// The most to pay per gas, in gwei; above it settlement waits. Each chain deserves one of its own; the default is more
    /// than most ever ask for, and only keeps a node that makes a price up from spending all that the key has.
    /// </summary>
    public decimal? MaxFeeGwei { get; set; } = 500;

    /// <summary>
    /// The most to pay per gas for a release whose deadline is near, in gwei: from then on the payer could take the funds back
    /// although the recipient was paid. Nothing: ten times <see cref="MaxFeeGwei"/>.
    /// </summary>
    public decimal? PressingMaxFeeGwei { get; set; }

    /// <summary>How long before its deadline a release presses, in minutes.</summary>
    public int PressingMinutes { get; set; } = 30;

    /// <summary>The least tip per gas, in gwei, for chains whose builders want one.</summary>
    public decimal MinTipGwei { get; set; }

    /// <summary>How long a transaction may wait for a block until it is looked at again, in seconds.</summary>
    public int StuckAfterSeconds { get; set; } = 30;

    /// <summary>The blocks behind the newest that a reorganisation may reach.</summary>
    public int ReorgWindow { get; set; } = 1024;

    /// <summary>The most blocks in one log query.</summary>
    public int MaxRange { get; set; } = 2000;

    /// <summary>Reads all configured chains.</summary>
    /// <param name="configuration">With a section <c>Chains</c>.</param>
    /// <returns>The chains by name.</returns>
    /// <exception cref="InvalidOperationException">A chain's description is incomplete or contradicts itself.</exception>
    public static IReadOnlyDictionary<string, ChainOptions> Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.GetSection("Chains").GetChildren()
            .ToDictionary(section => section.Key, section => Read(section, configuration["CHAIN_RPC_URL"]));
    }

    /// <summary>The nodes' URLs, whichever way they were given.</summary>
    /// <returns>One URL or more.</returns>
    public IReadOnlyList<Uri> Endpoints() =>
        [.. RpcUrls.Append(RpcUrl).Where(url => !string.IsNullOrWhiteSpace(url)).Distinct().Select(url => new Uri(url!))];

    private static ChainOptions Read(IConfigurationSection section, string? standInUrl)
    {
        var options = KnownChains.Find(section.Key) ?? new ChainOptions();
        if (section.GetSection(nameof(ConfirmationSteps)).Exists())
        {
            // Steps are a whole: a list of one's own replaces the known one.
            options.ConfirmationSteps.Clear();
        }

        section.Bind(options);
        foreach (var (symbol, _) in options.Tokens.Where(token => string.IsNullOrEmpty(token.Value)).ToArray())
        {
            // An empty address takes a known token out.
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
            : PressingMinutes < 0 || PressingMaxFeeGwei < MaxFeeGwei ? "has PressingMinutes below 0, or a PressingMaxFeeGwei below its MaxFeeGwei"
            : BatchItems is < 1 or > 500 || BatchSeconds is < 0 or > 3600 ? "has a BatchItems that is not 1 to 500, or a BatchSeconds that is not 0 to 3600"
            : Quorum is { } q && (q < 1 || q > Endpoints().Count) ? "has a Quorum that its nodes cannot reach"
            : null;
        if (problem is not null)
        {
            throw new InvalidOperationException($"Chain '{name}' {problem}.");
        }
    }
}
