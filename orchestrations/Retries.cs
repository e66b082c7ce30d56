using Microsoft.DurableTask;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>Retry policies of the activities.</summary>
public static class Retries
{
    /// <summary>
    /// For steps that fail only when PostgreSQL, Redis or the network is unavailable. They are idempotent, so an order waits for
    /// the outage to end: up to a day of retries, at most 30 seconds apart.
    /// </summary>
    public static TaskOptions UntilItWorks { get; } = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 3_000,
        firstRetryInterval: TimeSpan.FromSeconds(1),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromSeconds(30)));
}
