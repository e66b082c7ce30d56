using Paynode.Chain.Diagnostics;

namespace Paynode.Chain.Rpc;

/// <summary>Retries reads that failed because a node was busy or unavailable, with increasing delays.</summary>
internal sealed class Backoff(RpcEndpointOptions options, TimeProvider timeProvider, Random random)
{
    /// <summary>Runs a read until it succeeds, fails for another reason, or the attempts are used up.</summary>
    public Task<T> RunAsync<T>(Func<Task<T>> attempt, CancellationToken cancellationToken) =>
        RunAsync(attempt, options.MaxAttempts, repeatsTimeouts: true, cancellationToken);

    /// <summary>Runs a read whose caller asks for less when it fails: retried once, but not after a timeout.</summary>
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
                await Task.Delay(Pause(tried, e.RetryAfter), timeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // Full jitter on the upper half keeps many clients of one provider from retrying in step.
    private TimeSpan Pause(int tried, TimeSpan? asked)
    {
        var doubled = options.FirstBackoff * Math.Pow(2, tried - 1) * (0.5 + (random.NextDouble() / 2));
        var wanted = asked is { } a && a > doubled ? a : doubled;
        return wanted < options.MaxBackoff ? wanted : options.MaxBackoff;
    }
}
