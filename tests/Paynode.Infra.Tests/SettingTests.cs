using System.Text.Json;
using System.Text.RegularExpressions;
using Paynode.Chain.Configuration;
using Paynode.Functions;

namespace Paynode.Infra.Tests;

/// <summary>What the code reads and what the deployment sets, held against each other in both directions.</summary>
public sealed partial class SettingTests(Templates templates) : IClassFixture<Templates>
{
    /// <summary>Read by the platform, its extensions and SDKs rather than by our code.</summary>
    private static readonly string[] ReadByThePlatform =
        ["AzureWebJobsStorage", "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "AZURE_CLIENT_ID"];

    /// <summary>Read where they are set by hand: one machine, or a choice that the code makes by itself otherwise.</summary>
    private static readonly Dictionary<string, string> NotInAzure = new()
    {
        ["PAYNODE_OPERATOR_KEY"] = "the key in the environment, for development; in Azure it is in the vault (PAYNODE_OPERATOR_KEY_ID)",
        ["CHAIN_RPC_URL"] = "the short cut for a single chain; in Azure Chains__{name}__RpcUrl",
        ["CorridorDefaults"] = "what corridors leave out; the code has defaults of its own",
        ["SenderLimits"] = "what one sender may take up; the code has defaults of its own",
        ["PAYNODE_SEAL_EXISTING"] = "set for one start by hand, after an upgrade or when the secrets key was replaced",
        ["REQUEST_BODY_SECONDS"] = "how long a request's body may take to arrive; the code has a default",
        ["AI_ROUTER_KEY"] = "a model's key; in Azure the app's identity",
        ["PROVIDERS_ON_PRIVATE_NETWORKS"] = "for development, with providers on this machine; in Azure providers are on the public Internet",
        ["AI_ROUTER_AZURE"] = "for a gateway in front of Azure OpenAI; the resource's own host name is recognised",
    };

    [Fact]
    public void Every_setting_that_the_code_reads_is_set_by_the_deployment() =>
        Assert.Empty(ReadByTheCode().Except(SetByTheDeployment()).Except(NotInAzure.Keys));

    [Fact]
    public void Every_setting_that_the_deployment_sets_is_read() =>
        Assert.Empty(SetByTheDeployment().Except(ReadByTheCode()).Except(ReadByThePlatform));

    [Fact]
    public void Every_setting_of_a_section_is_one_that_the_code_binds()
    {
        var keys = templates.Named("cell.bicep").Source;
        var chains = ChainSettings().Matches(keys).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(chains);
        Assert.All(chains, name => Assert.NotNull(typeof(ChainOptions).GetProperty(name)));
        var corridors = CorridorKeys().Matches(keys).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(corridors);
        Assert.All(corridors, name => Assert.NotNull(typeof(CorridorSettings).GetProperty(name)));
    }

    [Fact]
    public void The_sample_for_core_tools_has_every_setting_that_a_developer_must_set()
    {
        using var sample = JsonDocument.Parse(Repository.Read("local.settings.sample.json"));
        var values = sample.RootElement.GetProperty("Values").EnumerateObject().Select(it => it.Name.Split("__")[0]).ToHashSet(StringComparer.Ordinal);
        string[] optional = ["AI_ROUTER_URL", "AI_ROUTER_MODEL", "Corridors", "CHAIN_WEBHOOK_KEY", "PAYNODE_OPERATOR_KEY_ID", "APPLICATIONINSIGHTS_CONNECTION_STRING"];
        Assert.Empty(ReadByTheCode().Except(values).Except(optional).Except(NotInAzure.Keys.Where(name => name != "PAYNODE_OPERATOR_KEY")));
    }

    /// <summary>Names that stand in the sources, by how they are read; a section counts by its first name.</summary>
    private static HashSet<string> ReadByTheCode() =>
    [
        .. Sources().SelectMany(text => Reads().Matches(text)).Select(match => match.Groups[1].Value.Split(':')[0]),
        .. Sources().SelectMany(text => Sections().Matches(text)).Select(match => match.Groups[1].Value).Where(it => it != "Logging"),
        .. Sources().SelectMany(text => Bindings().Matches(text)).Select(match => match.Groups[1].Value),
        .. Host(Repository.Read("host.json")),
    ];

    private static IEnumerable<string> Host(string json) =>
        Bindings().Matches(json).Select(match => match.Groups[1].Value)
            .Concat(Regex.Matches(json, "\"connectionStringName\": *\"(\\w+)\"").Select(match => match.Groups[1].Value));

    private HashSet<string> SetByTheDeployment() =>
    [
        .. templates.Named("cell.bicep").Keys
            .Concat(Regex.Matches(templates.Named("cell.bicep").Source, @"=> '(\w+?)__").Select(match => match.Groups[1].Value))
            .Select(key => key.Split("__")[0])
            .Where(key => SettingName().IsMatch(key)),
    ];

    // The local host's own settings are none of the deployment's.
    private static IEnumerable<string> Sources() => new[] { "src", "orchestrations", "functions" }
        .SelectMany(folder => Repository.Files(folder, "*.cs"))
        .Where(path => !path.StartsWith("src/Paynode.LocalHost/", StringComparison.Ordinal) && !path.StartsWith("functions/Local/", StringComparison.Ordinal))
        .Select(Repository.Read);

    [GeneratedRegex(@"(?:(?:[cC]onfiguration|[sS]ettings)\[|Setting\.\w+\([\w.]+, |const string Connection = )""([\w:]+)""")]
    private static partial Regex Reads();

    [GeneratedRegex(@"GetSection\(""(\w+)""|const string (?:Section|Defaults) = ""(?<1>\w+)""")]
    private static partial Regex Sections();

    [GeneratedRegex(@"%(\w+)%")]
    private static partial Regex Bindings();

    [GeneratedRegex(@"'Chains__\$\{chain\.name\}__(\w+?)(?:__|')")]
    private static partial Regex ChainSettings();

    [GeneratedRegex(@"'Corridors__\$\{corridor\}__(\w+)'")]
    private static partial Regex CorridorKeys();

    [GeneratedRegex("^(?:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|Chains|Corridors|AzureWebJobsStorage)$")]
    private static partial Regex SettingName();
}
