using System.Collections.Concurrent;
using Paynode.FunctionsHost.Protocol;

namespace Paynode.FunctionsHost.Workers;

/// <summary>Counts how often each function ran, by outcome.</summary>
internal sealed class InvocationCounts
{
    private readonly ConcurrentDictionary<string, InvocationCount> _counts = new(StringComparer.OrdinalIgnoreCase);

    public void Add(FunctionInfo function, StatusResult result)
    {
        var succeeded = result.Status == StatusResult.Types.Status.Success;
        _counts.AddOrUpdate(
            function.Name,
            _ => new InvocationCount(function.Name, function.TriggerType, succeeded ? 1 : 0, succeeded ? 0 : 1),
            (_, count) => succeeded ? count with { Succeeded = count.Succeeded + 1 } : count with { Failed = count.Failed + 1 });
    }

    public IReadOnlyList<InvocationCount> ToList() => [.. _counts.Values.OrderBy(count => count.Function, StringComparer.Ordinal)];
}

/// <summary>How often one function ran.</summary>
internal sealed record InvocationCount(string Function, string Trigger, long Succeeded, long Failed);
