using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Paynode.LocalHost.Durable;

namespace Paynode.LocalHost.Management;

/// <summary>
/// An instance, with or without its history, as returned by the management endpoints; the format is that of Durable
/// Functions.
/// </summary>
internal static class InstanceDocument
{
    public static JsonObject Of(OrchestrationMetadata instance) => new()
    {
        ["name"] = instance.Name,
        ["instanceId"] = instance.InstanceId,
        ["runtimeStatus"] = instance.RuntimeStatus.ToString(),
        ["createdTime"] = instance.CreatedAt.UtcDateTime,
        ["lastUpdatedTime"] = instance.LastUpdatedAt.UtcDateTime,
        ["customStatus"] = Json(instance.SerializedCustomStatus),
        ["input"] = Json(instance.SerializedInput),
        ["output"] = instance.FailureDetails is { } failure ? failure.ToString() : Json(instance.SerializedOutput),
    };

    /// <summary>The events of a history, oldest first.</summary>
    public static JsonArray HistoryOf(byte[] history)
    {
        var events = new JsonArray();
        foreach (var step in HistoryDecoder.Steps(history))
        {
            foreach (var value in step.Events)
            {
                var shown = new JsonObject { ["eventType"] = value.GetType().Name, ["timestamp"] = step.Time };
                foreach (var property in value.GetType().GetProperties().Where(property => property.Name != "EqualityContract"))
                {
                    shown[JsonNamingPolicy.CamelCase.ConvertName(property.Name)] = Value(property.GetValue(value));
                }

                events.Add(shown);
            }
        }

        return events;
    }

    private static JsonNode? Value(object? value) => value switch
    {
        null => null,
        byte[] payload => Json(Encoding.UTF8.GetString(payload)),
        TaskFailureDetails failure => failure.ToString(),
        IEnumerable<EventRaised> carried => new JsonArray([.. carried.Select(raised => JsonValue.Create(raised.Name))]),
        _ => JsonSerializer.SerializeToNode(value, JsonSerializerOptions.Web),
    };

    private static JsonNode? Json(string? text) => text is null ? null : JsonNode.Parse(text);
}
