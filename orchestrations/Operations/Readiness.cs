using System.Collections.Concurrent;

namespace Paynode.Orchestrations;

/// <summary>Asks everything that the host needs whether it answers.</summary>
public sealed class Readiness(IEnumerable<ReadinessProbe> probes, TimeProvider clock)
{
    /// <summary>What a part that answers says.</summary>
    public const string Ok = "ok";

    /// <summary>A part that has not answered by then counts as not answering.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Asks them all at once.</summary>
    /// <returns>Each part with "ok" or the kind of its fault; never an address or a secret.</returns>
    public async Task<IReadOnlyDictionary<string, string>> CheckAsync(CancellationToken cancellationToken)
    {
        var states = new ConcurrentDictionary<string, string>();
        await Task.WhenAll(probes.Select(probe => AskAsync(states, probe.Part, probe.Ask, cancellationToken)));
        return new SortedDictionary<string, string>(states, StringComparer.Ordinal);
    }

    private async Task AskAsync(
        ConcurrentDictionary<string, string> states, string part, Func<CancellationToken, Task> ask, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await ask(either.Token).WaitAsync(Limit, clock, cancellationToken);
            states[part] = Ok;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            states[part] = fault is OperationCanceledException or TimeoutException ? "no answer in time" : fault.GetType().Name;
        }
    }
}
