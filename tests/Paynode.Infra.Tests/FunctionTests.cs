using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;
using Paynode.Functions;
using Paynode.LocalHost;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Infra.Tests;

/// <summary>What the portal will list, held against what operators can read about it.</summary>
public sealed partial class FunctionTests
{
    private const string Handbook = "docs/operations/functions.md";

    [Fact]
    public void Every_function_is_documented() => Assert.Empty(Declared().Select(it => it.Name).Except(Documented()));

    [Fact]
    public void No_function_is_documented_that_does_not_exist() => Assert.Empty(Documented().Except(Declared().Select(it => it.Name)));

    [Fact]
    public void Every_function_has_a_name_of_its_own()
    {
        var names = Declared().Select(it => it.Name).ToList();
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void Every_function_is_in_the_metadata_that_the_build_generates_for_the_Functions_host()
    {
        var output = Path.GetRelativePath(Path.Combine(Repository.Root, "tests/Paynode.Infra.Tests"), AppContext.BaseDirectory);
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "functions", output, "functions.metadata")));
        var listed = document.RootElement.EnumerateArray().Select(it => it.GetProperty("name").GetString()!);
        Assert.Equal(Declared().Select(it => it.Name).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_queue_slot_has_a_function_and_a_setting()
    {
        var queues = Declared()
            .SelectMany(it => it.Method.GetParameters().Select(parameter => parameter.GetCustomAttribute<ServiceBusTriggerAttribute>()))
            .OfType<ServiceBusTriggerAttribute>()
            .Select(trigger => trigger.QueueName)
            .Where(name => name is not null && name.StartsWith("%ORDER_QUEUE_", StringComparison.Ordinal))
            .Distinct();
        Assert.Equal(OrderQueueMap.Slots, queues.Count());
        Assert.Contains($"var slots = {OrderQueueMap.Slots}", Repository.Read("infra/bicep/modules/cell.bicep"), StringComparison.Ordinal);
    }

    private static IReadOnlyList<(string Name, MethodInfo Method)> Declared() =>
    [
        .. new[] { typeof(OrderFunctions).Assembly, typeof(OrderLifecycle).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(method => (method.GetCustomAttribute<FunctionAttribute>()?.Name, method))
            .Where(it => it.Name is not null)
            .Select(it => (it.Name!, it.method)),
    ];

    private static IEnumerable<string> Documented() => Row().Matches(Repository.Read(Handbook)).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^\| `(\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
