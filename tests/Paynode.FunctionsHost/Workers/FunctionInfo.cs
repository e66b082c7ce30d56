using System.Text.Json.Nodes;
using Paynode.FunctionsHost.Protocol;

namespace Paynode.FunctionsHost.Workers;

/// <summary>A function as the worker lists it.</summary>
/// <param name="Id">What invocations name it by.</param>
/// <param name="Name">Unique without regard to case.</param>
/// <param name="Metadata">The worker's own description.</param>
/// <param name="Bindings">Its bindings, each as in a function.json.</param>
internal sealed record FunctionInfo(string Id, string Name, RpcFunctionMetadata Metadata, IReadOnlyList<JsonObject> Bindings)
{
    /// <summary>The one binding that starts it.</summary>
    public JsonObject Trigger { get; } = Bindings.Single(binding => TypeOf(binding).EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));

    /// <summary>The trigger's type, such as <c>httpTrigger</c>.</summary>
    public string TriggerType => TypeOf(Trigger);

    /// <summary>The parameter that the trigger fills.</summary>
    public string TriggerName => (string)Trigger["name"]!;

    /// <summary>Reads a function of the worker's list.</summary>
    public static FunctionInfo Of(RpcFunctionMetadata metadata) =>
        new(metadata.FunctionId, metadata.Name, metadata, [.. metadata.RawBindings.Select(raw => JsonNode.Parse(raw)!.AsObject())]);

    /// <summary>A binding's type.</summary>
    public static string TypeOf(JsonObject binding) => (string)binding["type"]!;

    /// <summary>Whether the trigger is of a type; types are spelled in either case.</summary>
    public bool IsTriggeredBy(string type) => TriggerType.Equals(type, StringComparison.OrdinalIgnoreCase);

    /// <summary>The request that makes the worker load it.</summary>
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
                new BindingInfo { Type = TypeOf(binding), Direction = Enum.Parse<BindingInfo.Types.Direction>((string?)binding["direction"] ?? "in", ignoreCase: true) });
        }

        return new FunctionLoadRequest { FunctionId = Id, Metadata = metadata };
    }
}
