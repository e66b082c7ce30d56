using Paynode.Chain.Diagnostics;

namespace Paynode.Chain.Rpc;

/// <summary>Repeats a read that failed because a node was busy or away, with growing pauses.</summary>
internal sealed class Backoff(RpcEndpointOptions options, TimeProvider time, Random random)
{
    /// <summary>Runs a read until it succeeds, fails for another reason, or was tried often enough.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken) =>
        RunAsync(attempt, options.MaxAttempts, repeatsTimeouts: true, cancellationToken);

    /// <summary>Runs a read whose caller asks for less when it fails: repeated once, unless there was no answer in time.</summary>
    public Task<T> RunOnceMoreAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken) =>
        RunAsync(attempt, Math.Min(2, options.MaxAttempts), repeatsTimeouts: false, cancellationToken);

    private async Task<T> RunAsync<T>(Func<Task<T>> attempt, int maxAttempts, bool repeatsTimeouts, CancellationToken cancellationToken)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await attempt().ConfigureAwait(false);
            }
            catch (ChainRpcException e) when (e.IsTransient && tried < maxAttempts && (repeatsTimeouts || e.Kind != RpcErrorKind.Timeout))
            {
                ChainTelemetry.RpcRetries.Add(1, new KeyValuePair<string, object?>("kind", e.Kind.ToString()));
                await Task.Delay(Pause(tried, e.RetryAfter), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Full jitter on the upper half keeps many clients of one provider from returning in step.
    private TimeSpan Pause(int tried, TimeSpan? asked)
    {
        var doubled = options.FirstBackoff * Math.Pow(2, tried - 1) * (0.5 + (random.NextDouble() / 2));
        var wanted = asked is { } a && a > doubled ? a : doubled;
        return wanted < options.MaxBackoff ? wanted : options.MaxBackoff;
    }
}
