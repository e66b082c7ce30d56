using System.Text.Json;
using System.Text.RegularExpressions;

namespace Paynode.Infra.Tests;

public sealed partial class OperationTests(Templates templates) : IClassFixture<Templates>
{
    private const string Folder = "docs/operations";

    [Fact]
    public void Every_alert_has_a_runbook_and_every_runbook_an_alert()
    {
        var alerts = Alerts().Order(StringComparer.Ordinal);

        // A runbook's title is its alert with the severity; other pages have other titles.
        var runbooks = Repository.Files(Folder, "*.md")
            .Where(path => Regex.IsMatch(Repository.Read(path), @"\A# [a-z-]+ \(severity \d\)\n"))
            .Select(path => Path.GetFileNameWithoutExtension(path)!);
        Assert.Equal(alerts, runbooks.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_runbook_says_what_it_means_what_to_look_at_and_what_to_do() => Assert.All(
        Alerts(),
        alert => Assert.All(
            (string[])["## What it means", "## Look", "## Do"],
            part => Assert.Contains(part, Repository.Read($"{Folder}/{alert}.md"), StringComparison.Ordinal)));

    [Fact]
    public void Every_metric_that_alerts_and_workbook_ask_for_is_measured()
    {
        var measured = new[] { "src", "orchestrations", "functions" }
            .SelectMany(folder => Repository.Files(folder, "*.cs"))
            .SelectMany(path => Names().Matches(Repository.Read(path)).Select(match => match.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal);
        var asked = new[] { "alerts.bicep", "workbook.bicep" }
            .SelectMany(name => Names().Matches(templates.Named(name).Source).Select(match => match.Groups[1].Value))
            .Distinct();
        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(measured));
    }

    [Fact]
    public void Every_log_line_that_alerts_ask_for_is_written()
    {
        var sources = string.Concat(new[] { "src", "orchestrations", "functions" }.SelectMany(folder => Repository.Files(folder, "*.cs")).Select(Repository.Read));
        var asked = Lines().Matches(templates.Named("alerts.bicep").Source).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(asked);
        Assert.All(asked, line => Assert.Contains($"\"{line}", sources, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_function_that_alerts_ask_for_exists()
    {
        var handbook = Repository.Read($"{Folder}/functions.md");
        Assert.All(
            Regex.Matches(templates.Named("alerts.bicep").Source, "Name == \"([A-Z]\\w+)\"").Select(match => match.Groups[1].Value),
            name => Assert.Contains($"`{name}`", handbook, StringComparison.Ordinal));
    }

    [Fact]
    public void The_host_reads_its_file_in_the_form_that_the_azure_build_needs()
    {
        using var host = JsonDocument.Parse(Repository.Read("host.json"));
        var extensions = host.RootElement.GetProperty("extensions");
        Assert.Equal("", extensions.GetProperty("http").GetProperty("routePrefix").GetString());
        Assert.InRange(extensions.GetProperty("http").GetProperty("maxConcurrentRequests").GetInt32(), 1, 1_000);
        Assert.InRange(extensions.GetProperty("http").GetProperty("maxOutstandingRequests").GetInt32(), 1, 10_000);
        Assert.Equal("azureManaged", extensions.GetProperty("durableTask").GetProperty("storageProvider").GetProperty("type").GetString());
        Assert.Equal("OpenTelemetry", host.RootElement.GetProperty("telemetryMode").GetString());
    }

    private List<string> Alerts() =>
    [
        .. Regex.Matches(templates.Named("alerts.bicep").Source, @"^\s+name: '([a-z-]+)'\n\s+(?:severity|resourceId):", RegexOptions.Multiline)
            .Concat(Regex.Matches(templates.Named("availability.bicep").Source, "runbook: '([a-z-]+)'"))
            .Select(match => match.Groups[1].Value)
            .Distinct(),
    ];

    [GeneratedRegex(@"""(paynode(?:\.[a-z_]+)+)""")]
    private static partial Regex Names();

    [GeneratedRegex(@"startswith ""([^""]+)""")]
    private static partial Regex Lines();
}
