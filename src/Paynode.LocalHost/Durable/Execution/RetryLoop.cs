using Microsoft.DurableTask;

namespace Paynode.LocalHost.Durable;

/// <summary>Retries a failed task. This is ordinary orchestrator code: its delays are durable timers.</summary>
internal static class RetryLoop
{
    public static async Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskRetryOptions retry, Func<Task<T>> attempt)
    {
        var begun = context.CurrentUtcDateTime;
        for (var attempts = 1; ; attempts++)
        {
            TaskFailedException failed;
            try
            {
                return await attempt();
            }
            catch (TaskFailedException e)
            {
                failed = e;
            }

            if (!await MayRetryAsync(context, retry, failed, attempts, context.CurrentUtcDateTime - begun))
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failed);
            }
        }
    }

    /// <summary>
    /// The delay after a number of failed attempts: first · coefficient^(n−1), capped at the maximum interval.
    /// </summary>
    public static TimeSpan PauseAfter(RetryPolicy policy, int attempts)
    {
        var ticks = policy.FirstRetryInterval.Ticks * Math.Pow(policy.BackoffCoefficient, attempts - 1);
        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        return ticks >= longest.Ticks ? longest : TimeSpan.FromTicks((long)ticks);
    }

    // A policy's filter (HandleFailure) expects an exception of DurableTask.Core and reads the failure details from it.
    private static DurableTask.Core.Exceptions.TaskFailedException Core(TaskFailedException failed) =>
        new(failed.TaskId, failed.TaskId, failed.TaskName, null, failed.Message, null)
        {
            FailureDetails = FailureDetailsConverter.ToCore(failed.FailureDetails),
        };

    private static async Task<bool> MayRetryAsync(
        TaskOrchestrationContext context, TaskRetryOptions retry, TaskFailedException failed, int attempts, TimeSpan elapsed)
    {
        if (retry.Policy is not { } policy)
        {
            return await retry.Handler!(new RetryContext(context, attempts, failed.FailureDetails, elapsed, CancellationToken.None));
        }

        // The delay may extend past the timeout; only a timeout that has already passed prevents another attempt.
        var inTime = policy.RetryTimeout == Timeout.InfiniteTimeSpan || elapsed < policy.RetryTimeout;
        if (attempts >= policy.MaxNumberOfAttempts || !inTime || policy.Handle?.Invoke(Core(failed)) == false)
        {
            return false;
        }

        await context.CreateTimer(PauseAfter(policy, attempts), CancellationToken.None);
        return true;
    }
}
