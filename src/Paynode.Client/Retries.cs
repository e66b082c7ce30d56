using System.Net;
using Polly;
using Polly.Retry;

namespace Paynode.Client;

/// <summary>
/// Repeats a request whose response was lost or names a passing state. Only for requests that are safe to repeat: reads, and those
/// that carry an idempotency key.
/// </summary>
internal static class Retries
{
    /// <summary>From 0.2 s doubling to 3 s: about 20 s altogether, enough for a host that restarts or liquidity that comes free.</summary>
    private const int MaxRetries = 9;

    private static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(3);

    public static ResiliencePipeline<HttpResponseMessage> Pipeline(TimeProvider timeProvider) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = timeProvider }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = MaxRetries,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = MaxDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .HandleResult(IsPassing)
                    .Handle<HttpRequestException>()
                    .Handle<TaskCanceledException>(timeout => timeout.InnerException is TimeoutException),
                DelayGenerator = attempt => ValueTask.FromResult(RetryAfter(attempt.Outcome.Result)),
                OnRetry = attempt =>
                {
                    attempt.Outcome.Result?.Dispose();
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    private static bool IsPassing(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private static TimeSpan? RetryAfter(HttpResponseMessage? response) =>
        response?.Headers.RetryAfter?.Delta is { } asked ? (asked < MaxDelay ? asked : MaxDelay) : null;
}
