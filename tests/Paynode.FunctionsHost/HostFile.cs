using System.Globalization;
using System.Text.Json.Nodes;

namespace Paynode.FunctionsHost;

/// <summary>The settings of host.json that this host supports; missing ones have the Functions host's defaults.</summary>
internal sealed class HostFile(JsonObject root)
{
    /// <summary>The prefix of all routes.</summary>
    public string RoutePrefix => (string?)Extension("http")?["routePrefix"] ?? "api";

    public int MaxConcurrentActivities =>
        (int?)Extension("durableTask")?["maxConcurrentActivityFunctions"] ?? (10 * Environment.ProcessorCount);

    public int MaxConcurrentOrchestrators =>
        (int?)Extension("durableTask")?["maxConcurrentOrchestratorFunctions"] ?? (10 * Environment.ProcessorCount);

    public int MaxConcurrentSessions => (int?)Extension("serviceBus")?["maxConcurrentSessions"] ?? 8;

    public TimeSpan? SessionIdleTimeout => Time("serviceBus", "sessionIdleTimeout");

    public TimeSpan MaxAutoLockRenewal => Time("serviceBus", "maxAutoLockRenewalDuration") ?? TimeSpan.FromMinutes(5);

    /// <summary>Reads host.json in the worker's folder.</summary>
    public static HostFile Read(string directory) =>
        new(JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "host.json")))!.AsObject());

    private JsonNode? Extension(string name) => root["extensions"]?[name];

    private TimeSpan? Time(string extension, string name) =>
        (string?)Extension(extension)?[name] is { } text ? TimeSpan.Parse(text, CultureInfo.InvariantCulture) : null;
}
