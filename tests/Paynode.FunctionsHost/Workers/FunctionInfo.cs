using System.Text.Json.Nodes;
using Paynode.FunctionsHost.Protocol;

namespace Paynode.FunctionsHost.Workers;

/// <summary>A function listed by the worker.</summary>
/// <param name="Id">The id used in invocations.</param>
/// <param name="Name">Unique case-insensitively.</param>
/// <param name="Metadata">The worker's own description.</param>
/// <param name="Bindings">Its bindings, in the format of function.json.</param>
internal sealed record FunctionInfo(string Id, string Name, RpcFunctionMetadata Metadata, IReadOnlyList<JsonObject> Bindings)
{
    /// <summary>The binding of its trigger.</summary>
    public JsonObject Trigger { get; } =
        Bindings.Single(binding => TypeOf(binding).EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));

    /// <summary>The trigger's type, such as <c>httpTrigger</c>.</summary>
    public string TriggerType => TypeOf(Trigger);

    /// <summary>The name of the trigger's parameter.</summary>
    public string TriggerName => (string)Trigger["name"]!;

    /// <summary>Parses a function of the worker's list.</summary>
    public static FunctionInfo Of(RpcFunctionMetadata metadata) =>
        new(metadata.FunctionId, metadata.Name, metadata, [.. metadata.RawBindings.Select(raw => JsonNode.Parse(raw)!.AsObject())]);

    /// <summary>A binding's type.</summary>
    public static string TypeOf(JsonObject binding) => (string)binding["type"]!;

    /// <summary>Whether the trigger has the given type, compared case-insensitively.</summary>
    public bool IsTriggeredBy(string type) => TriggerType.Equals(type, StringComparison.OrdinalIgnoreCase);

    /// <summary>The request to load the function.</summary>
    public FunctionLoadRequest ToLoadRequest()
    {
        var metadata = new RpcFunctionMetadata
        {
            Name = Name,
            FunctionId = Id,
            Directory = Metadata.Directory,
            EntryPoint = Metadata.EntryPoint,
            ScriptFile = Metadata.ScriptFile,
            Language = Metadata.Language,
        };
        foreach (var binding in Bindings)
        {
            metadata.Bindings.Add(
                (string)binding["name"]!,
                new BindingInfo
                {
                    Type = TypeOf(binding),
                    Direction = Enum.Parse<BindingInfo.Types.Direction>((string?)binding["direction"] ?? "in", ignoreCase: true),
                });
        }

        return new FunctionLoadRequest { FunctionId = Id, Metadata = metadata };
    }
}
