using System.Globalization;
using System.Text.Json;

namespace Paynode.LocalHost.Hosting;

/// <summary>The settings of <c>host.json</c> that this runtime supports; it ignores the others.</summary>
/// <param name="RoutePrefix"><c>extensions.http.routePrefix</c>; <c>api</c> when absent.</param>
internal sealed record HostFile(string RoutePrefix)
{
    /// <summary><c>extensions.http.maxConcurrentRequests</c>; unlimited when absent.</summary>
    public int? MaxConcurrentRequests { get; init; }

    /// <summary><c>extensions.serviceBus.maxConcurrentCalls</c>.</summary>
    public int? MaxConcurrentCalls { get; init; }

    /// <summary><c>extensions.serviceBus.maxConcurrentSessions</c>.</summary>
    public int? MaxConcurrentSessions { get; init; }

    /// <summary><c>extensions.serviceBus.maxMessageBatchSize</c>.</summary>
    public int? MaxMessageBatchSize { get; init; }

    /// <summary><c>extensions.durableTask.maxConcurrentActivityFunctions</c>.</summary>
    public int? MaxConcurrentActivityFunctions { get; init; }

    /// <summary><c>extensions.durableTask.storageProvider.partitionCount</c>.</summary>
    public int? PartitionCount { get; init; }

    /// <summary>
    /// <c>extensions.durableTask.storageProvider.purgeEndedAfter</c>, as d.hh:mm:ss; ended orchestrations are kept when
    /// absent.
    /// </summary>
    public TimeSpan? PurgeEndedAfter { get; init; }

    /// <summary>Reads a file; a missing file is the same as an empty one.</summary>
    /// <exception cref="InvalidDataException">The file is not valid.</exception>
    public static HostFile Read(string path)
    {
        if (!File.Exists(path))
        {
            return new("api");
        }

        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), options);
            return From(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is not valid: {e.Message}", e);
        }
    }

    private static HostFile From(JsonElement root) => new(Find(root, "extensions", "http", "routePrefix")?.GetString() ?? "api")
    {
        MaxConcurrentRequests = Number(root, "extensions", "http", "maxConcurrentRequests"),
        MaxConcurrentCalls = Number(root, "extensions", "serviceBus", "maxConcurrentCalls"),
        MaxConcurrentSessions = Number(root, "extensions", "serviceBus", "maxConcurrentSessions"),
        MaxMessageBatchSize = Number(root, "extensions", "serviceBus", "maxMessageBatchSize"),
        MaxConcurrentActivityFunctions = Number(root, "extensions", "durableTask", "maxConcurrentActivityFunctions"),
        PartitionCount = Number(root, "extensions", "durableTask", "storageProvider", "partitionCount"),
        PurgeEndedAfter = Age(root, "extensions", "durableTask", "storageProvider", "purgeEndedAfter"),
    };

    private static int? Number(JsonElement root, params string[] path) => Find(root, path)?.GetInt32();

    private static TimeSpan? Age(JsonElement root, params string[] path) => Find(root, path)?.GetString() switch
    {
        null => null,
        var text when TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var age) && age > TimeSpan.Zero => age,
        var text => throw new FormatException($"'{text}' is not an age of the form d.hh:mm:ss."),
    };

    private static JsonElement? Find(JsonElement at, params string[] path)
    {
        foreach (var name in path)
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out at))
            {
                return null;
            }
        }

        return at;
    }
}
