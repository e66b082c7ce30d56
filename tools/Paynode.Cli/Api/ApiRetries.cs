using System.Net;
using Polly;
using Polly.Retry;

namespace Paynode.Cli.Api;

/// <summary>When the client asks again: the answer was lost, or is a passing state. Creating calls carry an idempotency key, so a repetition creates nothing more.</summary>
public static class ApiRetries
{
    /// <summary>From 0.2 s doubling to 3 s: about 20 s altogether, enough for a host that restarts or liquidity that comes free.</summary>
    private const int MaxRetries = 9;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    /// <summary>The pipeline that every call goes through.</summary>
    public static ResiliencePipeline<HttpResponseMessage> Pipeline(TimeProvider time) =>
        new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = MaxRetries,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = LongestPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = new PredicateBuilder<HttpResponseMessage>()
                    .HandleResult(IsPassing)
                    .Handle<HttpRequestException>()
                    .Handle<TaskCanceledException>(timeout => timeout.InnerException is TimeoutException),
                DelayGenerator = attempt => ValueTask.FromResult(AskedPause(attempt.Outcome.Result)),
                OnRetry = attempt =>
                {
                    attempt.Outcome.Result?.Dispose();
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    private static bool IsPassing(HttpResponseMessage response) =>
        response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    private static TimeSpan? AskedPause(HttpResponseMessage? response) =>
        response?.Headers.RetryAfter?.Delta is { } asked ? (asked < LongestPause ? asked : LongestPause) : null;
}
