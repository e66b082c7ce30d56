using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Paynode.LocalHost.Functions;

/// <summary>Finds the functions of assemblies and validates their definitions.</summary>
internal sealed class FunctionCatalog
{
    private static readonly Type[] Triggers =
    [
        typeof(HttpTriggerAttribute), typeof(TimerTriggerAttribute), typeof(ServiceBusTriggerAttribute),
        typeof(OrchestrationTriggerAttribute), typeof(ActivityTriggerAttribute),
    ];

    private FunctionCatalog(IReadOnlyList<FunctionDescriptor> functions) => Functions = functions;

    /// <summary>All functions.</summary>
    public IReadOnlyList<FunctionDescriptor> Functions { get; }

    /// <summary>Finds the functions of the given assemblies.</summary>
    /// <exception cref="FunctionDefinitionException">Some definitions are invalid.</exception>
    public static FunctionCatalog Of(IEnumerable<Assembly> assemblies) =>
        Of(assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()));

    /// <summary>Finds the functions of the given types.</summary>
    /// <exception cref="FunctionDefinitionException">Some definitions are invalid.</exception>
    public static FunctionCatalog Of(IEnumerable<Type> types)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static
            | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        var problems = new List<string>();
        var functions = new List<FunctionDescriptor>();
        foreach (var method in types.SelectMany(type => type.GetMethods(all)))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is { } attribute
                && Describe(method, attribute.Name, problems) is { } function)
            {
                functions.Add(function);
            }
        }

        var duplicates = functions.GroupBy(function => function.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1);
        foreach (var same in duplicates)
        {
            var places = string.Join(", ", same.Select(function => function.EntryPoint));
            problems.Add($"Function '{same.Key}' is defined {same.Count()} times: {places}.");
        }

        return problems.Count == 0 ? new(functions) : throw new FunctionDefinitionException(problems);
    }

    /// <summary>The functions with a given kind of trigger.</summary>
    public IEnumerable<(FunctionDescriptor Function, T Trigger)> With<T>()
        where T : Attribute => Functions.Where(function => function.Attribute is T).Select(function => (function, (T)function.Attribute));

    private static FunctionDescriptor? Describe(MethodInfo method, string name, List<string> problems)
    {
        var place = $"Function '{name}' ({method.DeclaringType?.FullName}.{method.Name})";
        var triggers = (from parameter in method.GetParameters()
                        from attribute in parameter.GetCustomAttributes()
                        where Triggers.Contains(attribute.GetType())
                        select (parameter, attribute)).ToArray();
        if (string.IsNullOrWhiteSpace(name))
        {
            problems.Add($"{place} has no name.");
        }
        else if (triggers.Length != 1)
        {
            problems.Add($"{place} has {triggers.Length} trigger parameters; it needs exactly one.");
        }
        else if (!method.IsPublic || method.IsGenericMethodDefinition || method.DeclaringType is { ContainsGenericParameters: true })
        {
            problems.Add($"{place} must be public and must not be generic.");
        }
        else if (!method.IsStatic && method.DeclaringType is { IsAbstract: true })
        {
            problems.Add($"{place} is on an abstract class.");
        }
        else if (Misuse(triggers[0].parameter, triggers[0].attribute) is { } misuse)
        {
            problems.Add($"{place} {misuse}");
        }
        else
        {
            return new(name, method, triggers[0].parameter, triggers[0].attribute);
        }

        return null;
    }

    private static string? Misuse(ParameterInfo parameter, Attribute trigger) => trigger switch
    {
        OrchestrationTriggerAttribute when parameter.ParameterType != typeof(TaskOrchestrationContext) =>
            $"has its OrchestrationTrigger on a {parameter.ParameterType.Name}; it must be on a TaskOrchestrationContext.",
        ServiceBusTriggerAttribute { IsBatched: true } when !parameter.ParameterType.IsArray || parameter.ParameterType == typeof(byte[]) =>
            "is batched, so its ServiceBusTrigger must be on an array.",
        ServiceBusTriggerAttribute { AutoCompleteMessages: false } =>
            "sets AutoCompleteMessages to false, which this runtime does not support.",
        HttpTriggerAttribute { AuthLevel: AuthorizationLevel.User } =>
            "requires a signed-in user, which this runtime does not support.",
        TimerTriggerAttribute timer when !timer.Schedule.Contains('%', StringComparison.Ordinal)
            && !Timers.Schedule.TryParse(timer.Schedule, out _, out var error) =>
            $"has the schedule '{timer.Schedule}': {error}",
        _ => null,
    };
}
