using System.Text.RegularExpressions;

namespace Paynode.Infra.Tests;

public sealed partial class TemplateTests(Templates templates) : IClassFixture<Templates>
{
    [Fact]
    public void Every_template_parses() =>
        Assert.Empty(templates.All.SelectMany(file => file.Errors.Select(error => $"{file.Name} {error}")));

    [Fact]
    public void Every_parameter_and_output_is_described() => Assert.Empty(
        from file in templates.All
        from declared in file.Parameters.Select(it => (it.Name, it.Decorators)).Concat(file.Outputs.Select(it => (it.Name, it.Decorators)))
        where !declared.Decorators.Any(text => text.Contains("@description(", StringComparison.Ordinal))
        select $"{file.Name} {declared.Name}");

    [Fact]
    public void Every_parameter_is_used() => Assert.Empty(
        from file in templates.All
        from parameter in file.Parameters

        // Once where it is declared, and as often again where it is used.
        where Regex.Count(Expressions(file.Source), $@"(?<![.\w']){Regex.Escape(parameter.Name)}\b") < 2
        select $"{file.Name} {parameter.Name}");

    [Fact]
    public void Every_template_but_the_main_one_is_used()
    {
        var used = templates.All
            .SelectMany(file => file.Modules.Select(module => module.Path).Concat(Imports().Matches(file.Source).Select(match => match.Groups[1].Value)))
            .Select(path => Path.GetFileName(path)!)
            .ToHashSet(StringComparer.Ordinal);
        Assert.DoesNotContain(templates.All.Select(file => file.Name), name => name != "main.bicep" && !used.Contains(name));
    }

    [Fact]
    public void Every_module_is_given_what_it_asks_for_and_nothing_else()
    {
        var wrong = from file in templates.All
                    from module in file.Modules
                    let target = templates.Named(Path.GetFileName(module.Path))
                    from problem in target.Parameters.Where(it => it.Required && !module.Parameters.Contains(it.Name)).Select(it => $"lacks {it.Name}")
                        .Concat(module.Parameters.Where(given => target.Parameters.All(it => it.Name != given)).Select(given => $"has no {given}"))
                    select $"{file.Name} {module.Name} {problem}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_parameter_file_value_is_a_parameter()
    {
        var given = Given().Matches(Repository.Read("infra/bicep/main.bicepparam")).Select(match => match.Groups[1].Value).ToList();
        Assert.Empty(given.Except(templates.Main.Parameters.Select(it => it.Name)));
        Assert.Empty(templates.Main.Parameters.Where(it => it.Required).Select(it => it.Name).Except(given));
    }

    [Fact]
    public void Preview_versions_are_only_used_where_no_other_exists() => Assert.Empty(
        from file in templates.All
        from resource in file.Resources
        where resource.Type.EndsWith("-preview", StringComparison.Ordinal)

            // Diagnostic settings have had nothing but previews since 2016.
            && !resource.Type.StartsWith("Microsoft.Insights/diagnosticSettings@", StringComparison.Ordinal)

            // Only here can a cell be kept from another's keys; with one app, and with fenceRedis=false, it is not deployed.
            && !(resource.Type.StartsWith("Microsoft.Cache/redisEnterprise/databases/accessPolicyAssignments@", StringComparison.Ordinal)
                && resource.Text.Contains("if (isFenced)", StringComparison.Ordinal))
        select $"{file.Name} {resource.Type}");

    [GeneratedRegex(@"from '([^']+)'")]
    private static partial Regex Imports();

    [GeneratedRegex(@"^param (\w+)", RegexOptions.Multiline)]
    private static partial Regex Given();

    /// <summary>Without comments, descriptions and the names of properties.</summary>
    private static string Expressions(string source) =>
        Regex.Replace(source, @"(?m)^\s*//.*|@description\('(\\'|[^'])*'\)|^\s*\w+:", "");
}
