using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Paynode.Domain.Tests;

/// <summary>The folders Domain decide: what they need comes in as arguments.</summary>
public sealed partial class PureDomainTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "..", "..", "src", "Paynode.Payments"));

    [Fact]
    public void Domain_References_AreTheFrameworkAlone()
    {
        var references = typeof(Order).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
        Assert.All(references, name => Assert.StartsWith("System.", name, StringComparison.Ordinal));
    }

    [Fact]
    public void Domain_Sources_UseNoClockNoRandomnessAndNoIo()
    {
        var sources = Directory.GetFiles(Root, "*.cs", SearchOption.AllDirectories)
            .Where(path => path.Contains($"{Path.DirectorySeparatorChar}Domain{Path.DirectorySeparatorChar}", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(sources);
        Assert.Empty(sources.Where(path => Impure().IsMatch(File.ReadAllText(path))).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("var now = DateTimeOffset.UtcNow;")]
    [InlineData("Guid.CreateVersion7()")]
    [InlineData("Random.Shared.Next()")]
    [InlineData("File.ReadAllText(path)")]
    [InlineData("TimeProvider timeProvider")]
    public void Impure_WhatTheRuleForbids_IsFound(string line) => Assert.Matches(Impure(), line);

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Utc)?Now\b|\bTimeProvider\b|\bRandom\b|\bGuid\.(NewGuid|CreateVersion7\(\))|\bFile\.|\bHttpClient\b|\basync\b|\bEnvironment\.|\bConsole\.")]
    private static partial Regex Impure();

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
