using System.Collections.Concurrent;
using Npgsql;

namespace Paynode.Payments;

/// <summary>
/// Checks every dependency of the host. Anyone may call it as often as they like: all callers within one second share one check.
/// </summary>
public sealed class Readiness(IEnumerable<ReadinessProbe> probes, TimeProvider timeProvider)
{
    /// <summary>The state of a dependency that responds.</summary>
    public const string Ok = "ok";

    /// <summary>A dependency that has not responded within this time counts as unavailable.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    /// <summary>Minimum time between the starts of two checks.</summary>
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Task<IReadOnlyDictionary<string, string>>? _last;
    private DateTimeOffset _lookedAt;

    /// <summary>Checks all dependencies concurrently, or returns the result of another check within the last second.</summary>
    /// <returns>Each dependency with "ok" or the kind of its failure; never an address or a secret.</returns>
    public Task<IReadOnlyDictionary<string, string>> CheckAsync(CancellationToken cancellationToken) =>
        LookAsync().WaitAsync(cancellationToken);

    // A caller that disconnects ends its own wait, not the shared check that others wait for.
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

/// <summary>A check of one dependency of the host.</summary>
/// <param name="Part">The dependency's name.</param>
/// <param name="Ask">Throws when the dependency does not respond.</param>
public sealed record ReadinessProbe(string Part, Func<CancellationToken, Task> Ask);

/// <summary>Checks whether the database accepts writes. A full database or a replica answers queries but accepts none.</summary>
public sealed class WriteCheck(NpgsqlDataSource database)
{
    /// <summary>Writes one row, always the same.</summary>
    /// <exception cref="NpgsqlException">The write failed.</exception>
    public Task WriteAsync(DateTimeOffset now, CancellationToken cancellationToken = default) => database.Sql(
        """
        INSERT INTO paynode.readiness (id, written_at) VALUES (1, $1)
        ON CONFLICT (id) DO UPDATE SET written_at = excluded.written_at
        """,
        now).ExecuteAsync(cancellationToken);
}
