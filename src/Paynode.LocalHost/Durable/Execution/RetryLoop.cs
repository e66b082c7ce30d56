using Microsoft.DurableTask;

namespace Paynode.LocalHost.Durable;

/// <summary>Tries a task again after failures. It is ordinary orchestrator code: its pauses are durable timers.</summary>
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

    /// <summary>The pause after a number of failed attempts: first · coefficient^(n−1), at most the longest pause.</summary>
    public static TimeSpan PauseAfter(RetryPolicy policy, int attempts)
    {
        var ticks = policy.FirstRetryInterval.Ticks * Math.Pow(policy.BackoffCoefficient, attempts - 1);
        var longest = policy.MaxRetryInterval == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : policy.MaxRetryInterval;
        return ticks >= longest.Ticks ? longest : TimeSpan.FromTicks((long)ticks);
    }

    // A policy's filter (HandleFailure) takes the exception of the engine below the packages, and makes failure details out of it.
    private static DurableTask.Core.Exceptions.TaskFailedException Core(TaskFailedException failed) =>
        new(failed.TaskId, failed.TaskId, failed.TaskName, null, failed.Message, null) { FailureDetails = FailureDetailsConverter.ToCore(failed.FailureDetails) };

    private static async Task<bool> MayRetryAsync(
        TaskOrchestrationContext context, TaskRetryOptions retry, TaskFailedException failed, int attempts, TimeSpan elapsed)
    {
        if (retry.Policy is not { } policy)
        {
            return await retry.Handler!(new RetryContext(context, attempts, failed.FailureDetails, elapsed, CancellationToken.None));
        }

        // The pause may reach past the timeout: only when it has passed already is there no other attempt.
        var inTime = policy.RetryTimeout == Timeout.InfiniteTimeSpan || elapsed < policy.RetryTimeout;
        if (attempts >= policy.MaxNumberOfAttempts || !inTime || policy.Handle?.Invoke(Core(failed)) == false)
        {
            return false;
        }

        await context.CreateTimer(PauseAfter(policy, attempts), CancellationToken.None);
        return true;
    }
}
