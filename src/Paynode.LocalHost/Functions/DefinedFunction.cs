using System.Collections.Immutable;
using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace Paynode.LocalHost.Functions;

/// <summary>A function's definition, as exposed by its <see cref="FunctionContext"/>.</summary>
internal sealed class DefinedFunction(FunctionDescriptor function) : FunctionDefinition
{
    public override string Name { get; } = function.Name;

    public override string EntryPoint { get; } = function.EntryPoint;

    public override string Id { get; } = function.Name.ToLowerInvariant();

    public override string PathToAssembly { get; } = function.Method.Module.FullyQualifiedName;

    public override ImmutableArray<FunctionParameter> Parameters { get; } =
        [.. function.Method.GetParameters().Select(parameter => new FunctionParameter(parameter.Name!, parameter.ParameterType))];

    public override IImmutableDictionary<string, BindingMetadata> InputBindings { get; } = InputsOf(function);

    public override IImmutableDictionary<string, BindingMetadata> OutputBindings { get; } =
        ImmutableDictionary<string, BindingMetadata>.Empty;

    private static ImmutableDictionary<string, BindingMetadata> InputsOf(FunctionDescriptor function)
    {
        var bindings = ImmutableDictionary.CreateBuilder<string, BindingMetadata>(StringComparer.OrdinalIgnoreCase);
        bindings.Add(function.Trigger.Name!, new Input(function.Trigger.Name!, TypeOf(function.Attribute)));
        foreach (var parameter in function.Method.GetParameters())
        {
            if (parameter.GetCustomAttribute<DurableClientAttribute>() is { } client)
            {
                bindings.Add(parameter.Name!, new Input(parameter.Name!, TypeOf(client)));
            }
        }

        return bindings.ToImmutable();
    }

    /// <summary>The platform's name for a binding: the attribute's name in camel case, such as <c>httpTrigger</c>.</summary>
    private static string TypeOf(Attribute binding)
    {
        var name = binding.GetType().Name[..^nameof(Attribute).Length];
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private sealed class Input(string name, string type) : BindingMetadata
    {
        public override string Name { get; } = name;

        public override string Type { get; } = type;

        public override BindingDirection Direction => BindingDirection.In;
    }
}
