using System.Text.RegularExpressions;

namespace Paynode.Infra.Tests;

public sealed partial class WorkflowTests
{
    public static TheoryData<string> Workflows => [.. Repository.Files(".github/workflows", "*.yml")];

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_action_is_pinned_by_its_commit_and_says_which_version_that_is(string workflow) => Assert.All(
        Uses().Matches(Repository.Read(workflow)),
        use => Assert.Matches(@"^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+(\.\d+)*$", use.Groups[1].Value));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void Every_workflow_begins_with_the_right_to_read_and_no_other(string workflow) =>
        Assert.Matches(@"(?m)^permissions:\n  contents: read$(?!\n  \w)", Repository.Read(workflow));

    [Theory]
    [MemberData(nameof(Workflows))]
    public void No_workflow_holds_a_secret_but_signs_in_by_token(string workflow)
    {
        var text = Repository.Read(workflow);
        Assert.DoesNotContain("client-secret", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"secrets\.(?!GITHUB_TOKEN)", text);
    }

    [Fact]
    public void The_app_is_tested_and_published_and_the_templates_compiled()
    {
        var all = string.Concat(Repository.Files(".github/workflows", "*.yml").Select(Repository.Read));
        Assert.Contains(".ci/run", all, StringComparison.Ordinal);
        Assert.Contains("dotnet publish functions/Azure/Paynode.Functions.Azure.csproj", all, StringComparison.Ordinal);
        Assert.Contains("./paynode check bicep", all, StringComparison.Ordinal);
        Assert.Contains("what-if", all, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"uses: (.+)")]
    private static partial Regex Uses();
}
