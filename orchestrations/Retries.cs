using Microsoft.DurableTask;
using Paynode.Payments;

namespace Paynode.Orchestrations;

/// <summary>How activities are tried again.</summary>
public static class Retries
{
    /// <summary>
    /// For steps that fail only when PostgreSQL, Redis or the network is away. They are safe to repeat, so an order waits
    /// for the outage to end: a day of tries, at most half a minute apart.
    /// </summary>
    public static TaskOptions UntilItWorks { get; } = TaskOptions.FromRetryPolicy(new RetryPolicy(
        maxNumberOfAttempts: 3_000,
        firstRetryInterval: TimeSpan.FromSeconds(1),
        backoffCoefficient: 2,
        maxRetryInterval: TimeSpan.FromSeconds(30)));
}
