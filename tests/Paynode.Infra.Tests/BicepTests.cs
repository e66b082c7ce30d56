using System.Text.Json;

namespace Paynode.Infra.Tests;

/// <summary>What the compiler makes of the templates, held against what Azure publishes of its resources.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class BicepTests(CompiledTemplates compiled, Deployments deployments)
{
    private static readonly IReadOnlyList<string> Files = [.. Repository.Files("infra", "*.bicep"), .. Repository.Files("infra", "*.bicepparam")];

    public static TheoryData<string> Sources => [.. Files];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Bicep_EveryFile_CompilesAndIsLintedWithoutAWarning(string source)
    {
        Assert.DoesNotContain(compiled.Said, line => line.Contains($"/{source}(", StringComparison.Ordinal));
        Assert.True(compiled.Has(source), $"{source} was not compiled.\n{string.Join('\n', compiled.Said)}");
    }

    [Fact]
    public void Bicep_AllFiles_SaysNothing() => Assert.Empty(compiled.Said);

    [Fact]
    public void Bicep_Sources_SilenceNoDiagnostic() => Assert.All(
        Files,
        source => Assert.DoesNotContain("#disable-", Repository.Read(source), StringComparison.Ordinal));

    [Fact]
    public void Compiled_EveryResource_IsOfAPublishedType() => Assert.All(
        CompiledTemplates.Resources(compiled.Main).Select(Reference).Distinct(),
        type => Assert.True(PublishedTypes.Has(type), type));

    [Fact]
    public void Compiled_EveryResource_IsInOneOfTheDeployments()
    {
        var declared = CompiledTemplates.Resources(compiled.Main)
            .Where(it => !(it.TryGetProperty("existing", out var existing) && existing.GetBoolean()))
            .Select(Reference)
            .Where(type => !type.StartsWith("Microsoft.Resources/deployments@", StringComparison.Ordinal))
            .Distinct();
        var deployed = deployments.All.SelectMany(it => it.Resources).Select(it => it.Reference).ToHashSet(StringComparer.Ordinal);
        Assert.Empty(declared.Except(deployed));
    }

    [Fact]
    public void Deployed_EveryResource_IsAsItsPublishedTypeSays() => Assert.Empty(
        deployments.All.SelectMany(it => it.Resources).SelectMany(PublishedTypes.Problems).Distinct());

    [Fact]
    public void Deployed_EveryCase_IsEvaluatedWithoutADiagnostic() => Assert.Empty(deployments.All.SelectMany(it => it.Diagnostics));

    [Theory]
    [InlineData("\"defaultAction\":\"Allow\"", "\"defaultAction\":\"Maybe\"", "is none of what it may be")]
    [InlineData("\"kind\":\"StorageV2\",", "", "lacks kind")]
    [InlineData("minimumTlsVersion", "minimumTlsVersions", "there is no minimumTlsVersions")]
    [InlineData("\"allowBlobPublicAccess\":false", "\"allowBlobPublicAccess\":\"no\"", "allowBlobPublicAccess")]
    [InlineData("\"name\":\"st", "\"name\":\"St-", "does not match")]
    [InlineData("2024-01-01", "2024-01-99", "is not published")]
    public void PublishedTypes_AResourceThatIsNotAsItsTypeSays_HasAProblem(string right, string wrong, string problem)
    {
        var account = deployments.Sample.Resources.Single(it => it.Type == "Microsoft.Storage/storageAccounts");
        var text = JsonSerializer.Serialize(account.Body);
        Assert.Contains(right, text, StringComparison.Ordinal);
        var changed = new DeployedResource(JsonSerializer.Deserialize<JsonElement>(text.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.Contains(PublishedTypes.Problems(changed), it => it.Contains(problem, StringComparison.Ordinal));
    }

    private static string Reference(JsonElement resource) => $"{resource.GetProperty("type").GetString()}@{resource.GetProperty("apiVersion").GetString()}";
}
