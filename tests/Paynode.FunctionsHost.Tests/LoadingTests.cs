using Paynode.LocalHost.Functions;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.FunctionsHost.Tests;

[Collection(nameof(PublishedWorker))]
public sealed class LoadingTests(PublishedWorker worker)
{
    [Fact]
    public async Task Worker_Started_LoadsTheFunctionsOfTheLocalHost()
    {
        var local = FunctionCatalog.Of([typeof(Functions.OrderQueueFunctions).Assembly, typeof(OrderLifecycle).Assembly]).Functions;

        var loaded = await worker.FunctionsAsync();

        Assert.Equal(local.Select(Describe).Order(), loaded.Select(function => $"{function.Name}: {function.Trigger}").Order());
    }

    /// <summary>As the worker lists it: an attribute's name without its last part is the type of its binding.</summary>
    private static string Describe(FunctionDescriptor function)
    {
        var type = function.Attribute.GetType().Name[..^nameof(Attribute).Length];
        return $"{function.Name}: {char.ToLowerInvariant(type[0])}{type[1..]}";
    }
}
