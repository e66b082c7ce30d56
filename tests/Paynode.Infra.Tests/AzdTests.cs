using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace Paynode.Infra.Tests;

/// <summary>
/// What `azd up` checks, or takes for granted, before it calls Azure: https://github.com/Azure/azure-dev, schemas/v1.0/azure.yaml.json,
/// and its Bicep provider.
/// </summary>
[Collection(DeploymentCollection.Name)]
public sealed class AzdTests(CompiledTemplates compiled, Deployments deployments)
{
    /// <summary>Bound by azd itself, before it compiles the parameter file.</summary>
    private static readonly string[] SetByAzd = ["AZURE_ENV_NAME", "AZURE_LOCATION", "AZURE_PRINCIPAL_ID"];

    private static readonly Dictionary<object, object> Project =
        new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(Repository.Read("azure.yaml"));

    private static Dictionary<object, object> Infra => Section("infra");

    private static IEnumerable<(string Name, Dictionary<object, object> Service)> Services =>
        Section("services").Select(it => ((string)it.Key, (Dictionary<object, object>)it.Value));

    private static IEnumerable<(string Name, Dictionary<object, object> Hook)> Hooks =>
        Section("hooks").Select(it => ((string)it.Key, (Dictionary<object, object>)it.Value));

    private static string Module => Path.Combine((string)Infra["path"], (string)Infra["module"]);

    [Fact]
    public void AzureYaml_HasOnlyWhatTheSchemaKnows()
    {
        Assert.Matches("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", (string)Project["name"]);
        AssertKeys(["name", "metadata", "infra", "hooks", "services"], Project);
        AssertKeys(["provider", "path", "module"], Infra);
        Assert.All(Services, it => AssertKeys(["project", "language", "host"], it.Service));
        Assert.All(Hooks, it => AssertKeys(["shell", "run", "interactive", "continueOnError"], it.Hook));
        Assert.All(Hooks, it => Assert.Matches("^(pre|post)(provision|infracreate|infradelete|package|publish|deploy|up|down|restore)$", it.Name));
    }

    [Fact]
    public void Infra_TheModuleIsThere_WithAParameterFileThatAzdReads()
    {
        Assert.Equal("bicep", Infra["provider"]);
        Assert.True(File.Exists(Path.Combine(Repository.Root, $"{Module}.bicep")));
        Assert.True(File.Exists(Path.Combine(Repository.Root, $"{Module}.bicepparam")));

        // azd reads one of them, and would leave this one unread.
        Assert.False(File.Exists(Path.Combine(Repository.Root, $"{Module}.parameters.json")));
    }

    [Fact]
    public void Services_EachProject_IsOneThatAzdFindsAndCanPublish() => Assert.All(Services, it =>
    {
        // Of a folder azd takes the one project file; with two it refuses.
        Assert.Single(Directory.GetFiles(Path.Combine(Repository.Root, (string)it.Service["project"]), "*.*proj"));
        Assert.Equal("dotnet", it.Service["language"]);
        Assert.Equal("function", it.Service["host"]);
    });

    [Fact]
    public void Services_EachProject_TakesTheSecretsThatAzdWritesAndStaysAsItIs() => Assert.All(Services, it =>
    {
        var folder = Path.Combine(Repository.Root, (string)it.Service["project"]);
        Assert.Contains("<UserSecretsId>", File.ReadAllText(Directory.GetFiles(folder, "*.*proj").Single()), StringComparison.Ordinal);
        using var list = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("dotnet", ["user-secrets", "list", "--project", folder]) { RedirectStandardOutput = true })!;
        list.StandardOutput.ReadToEnd();
        list.WaitForExit();
        Assert.Equal(0, list.ExitCode);
    });

    [Fact]
    public void Services_EachOne_IsTheTagOfOneDeployedApp()
    {
        var apps = deployments.Sample.Resources.Where(it => it.Tag("azd-service-name") is not null).ToList();
        Assert.Equal(Services.Select(it => it.Name).Order(StringComparer.Ordinal), apps.Select(it => it.Tag("azd-service-name")).Order(StringComparer.Ordinal));
        Assert.All(apps, app => Assert.Equal("Microsoft.Web/sites", app.Type));
        Assert.All(apps, app => Assert.Contains("functionapp", app.Body.GetProperty("kind").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Deployed_EveryResourceThatHasTags_NamesItsEnvironment()
    {
        var tagged = deployments.Sample.Resources.Where(it => it.Body.TryGetProperty("tags", out _)).ToList();
        Assert.All(tagged, it => Assert.Equal(BicepCompiler.Sample["AZURE_ENV_NAME"], it.Tag("azd-env-name")));
        Assert.Single(tagged, it => it.Type == "Microsoft.Resources/resourceGroups");
        string[] found = ["Microsoft.Resources/resourceGroups", "Microsoft.Web/sites", "Microsoft.Web/serverfarms", "Microsoft.KeyVault/vaults"];
        Assert.Subset(tagged.Select(it => it.Type).ToHashSet(), found.ToHashSet());
    }

    [Fact]
    public void Parameters_EnvironmentAndLocation_AreThoseOfAzd()
    {
        Assert.Equal(BicepCompiler.Sample["AZURE_ENV_NAME"], Parameter("environmentName"));
        Assert.Equal(BicepCompiler.Sample["AZURE_LOCATION"], Parameter("location"));
        Assert.Equal(BicepCompiler.Sample["AZURE_PRINCIPAL_ID"], Parameter("vaultOfficerId"));
    }

    [Fact]
    public void Parameters_EveryOneWithoutADefault_IsGiven()
    {
        var required = compiled.Main.GetProperty("parameters").EnumerateObject()
            .Where(it => !it.Value.TryGetProperty("defaultValue", out _) && !(it.Value.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean()))
            .Select(it => it.Name)
            .ToList();
        Assert.NotEmpty(required);
        Assert.Empty(required.Except(compiled.Parameters.GetProperty("parameters").EnumerateObject().Select(it => it.Name)));
    }

    [Fact]
    public void SampleEnvironment_HasWhatTheParameterFileNeedsAndNothingElse()
    {
        var (_, output, errors) = BicepCompiler.Run(new Dictionary<string, string>(), "build-params", $"{Module}.bicepparam", "--stdout");
        var asked = Regex.Matches(output + errors, "Error BCP427: Environment variable \"(\\w+)\"").Select(it => it.Groups[1].Value).Distinct();
        Assert.Equal(BicepCompiler.Sample.Keys.Order(StringComparer.Ordinal), asked.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Environment_EveryNameThatAzdDoesNotSet_IsInTheReadme() => Assert.All(
        BicepCompiler.Sample.Keys.Except(SetByAzd),
        name => Assert.Contains(name, Repository.Read("README.md"), StringComparison.Ordinal));

    [Fact]
    public void Hooks_EachScript_CanBeRunAndParses() => Assert.All(Hooks, it =>
    {
        var script = Path.Combine(Repository.Root, (string)it.Hook["run"]);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(script).HasFlag(UnixFileMode.UserExecute), script);
        Assert.StartsWith("#!", File.ReadLines(script).First(), StringComparison.Ordinal);
        using var shell = System.Diagnostics.Process.Start((string)it.Hook["shell"], ["-n", script]);
        shell.WaitForExit();
        Assert.Equal(0, shell.ExitCode);
    });

    [Fact]
    public void Hooks_EveryVariableThatAScriptNeeds_IsAnOutputOrInTheEnvironment()
    {
        // azd keeps a deployment's outputs in its environment, and runs hooks with it.
        var outputs = compiled.Main.GetProperty("outputs").EnumerateObject().Select(it => it.Name);
        var given = outputs.Concat(BicepCompiler.Sample.Keys).ToHashSet(StringComparer.Ordinal);
        var needed = Hooks.SelectMany(it => Regex.Matches(Repository.Read((string)it.Hook["run"]), @"\$\{([A-Z_]+):\?").Select(match => match.Groups[1].Value)).ToList();
        Assert.NotEmpty(needed);
        Assert.Empty(needed.Except(given));
    }

    private static Dictionary<object, object> Section(string name) => (Dictionary<object, object>)Project[name];

    private static void AssertKeys(string[] known, Dictionary<object, object> section) => Assert.Empty(section.Keys.Cast<string>().Except(known));

    private string? Parameter(string name) => compiled.Parameters.GetProperty("parameters").GetProperty(name).GetProperty("value").GetString();
}
