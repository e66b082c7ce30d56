using System.Collections.Concurrent;

namespace Paynode.Payments;

/// <summary>
/// Asks everything that the host needs whether it answers. Anyone may ask, as often as they like: all who ask within a second
/// share one look.
/// </summary>
public sealed class Readiness(IEnumerable<ReadinessProbe> probes, TimeProvider timeProvider)
{
    /// <summary>What a part that answers says.</summary>
    public const string Ok = "ok";

    /// <summary>A part that has not answered by then counts as not answering.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>From the beginning of one look to that of the next, at the least.</summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<IReadOnlyDictionary<string, string>>? _last;
    private DateTimeOffset _lookedAt;

    /// <summary>Asks them all at once, or gives the answer that others got within the second.</summary>
    /// <returns>Each part with "ok" or the kind of its fault; never an address or a secret.</returns>
    public Task<IReadOnlyDictionary<string, string>> CheckAsync(CancellationToken cancellationToken) =>
        LookAsync().WaitAsync(cancellationToken);

    // Whoever goes away ends their own wait and not the look, which others wait for.
    private Task<IReadOnlyDictionary<string, string>> LookAsync()
    {
        lock (_gate)
        {
            var now = timeProvider.GetUtcNow();
            if (_last is null || (_last.IsCompleted && (now - _lookedAt).Duration() >= LeastPause))
            {
                (_last, _lookedAt) = (Task.Run(AskAllAsync), now);
            }

            return _last;
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> AskAllAsync()
    {
        var states = new ConcurrentDictionary<string, string>();
        await Task.WhenAll(probes.Select(probe => AskAsync(states, probe.Part, probe.Ask)));
        return new SortedDictionary<string, string>(states, StringComparer.Ordinal);
    }

    private async Task AskAsync(ConcurrentDictionary<string, string> states, string part, Func<CancellationToken, Task> ask)
    {
        using var limit = new CancellationTokenSource(Limit, timeProvider);
        try
        {
            await ask(limit.Token).WaitAsync(Limit, timeProvider);
            states[part] = Ok;
        }
        catch (Exception fault)
        {
            states[part] = fault is OperationCanceledException or TimeoutException ? "no answer in time" : fault.GetType().Name;
        }
    }
}
