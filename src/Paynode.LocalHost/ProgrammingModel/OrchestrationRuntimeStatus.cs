namespace Paynode.LocalHost;

/// <summary>Where an orchestration instance is in its life. The numbers are those of Durable Functions.</summary>
public enum OrchestrationRuntimeStatus
{
    /// <summary>It runs, or waits for something.</summary>
    Running = 0,

    /// <summary>It ended and returned its output.</summary>
    Completed = 1,

    /// <summary>It is being restarted by <c>ContinueAsNew</c>; never seen from outside here.</summary>
    ContinuedAsNew = 2,

    /// <summary>It ended with an exception that it did not handle.</summary>
    Failed = 3,

    /// <summary>It was cancelled; not used here.</summary>
    Canceled = 4,

    /// <summary>It was terminated from outside.</summary>
    Terminated = 5,

    /// <summary>It was accepted and has not begun.</summary>
    Pending = 6,

    /// <summary>It is suspended; events are kept until it is resumed.</summary>
    Suspended = 7,
}
