namespace Paynode.LocalHost;

/// <summary>Starts the function on a schedule.</summary>
/// <param name="schedule">Six-field NCRONTAB (seconds first), a <c>hh:mm:ss</c> interval, or <c>%SETTING%</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : Attribute
{
    /// <summary>The schedule as written.</summary>
    public string Schedule { get; } = schedule;

    /// <summary>Whether the schedule survives the process, so that a run missed while it was down is made up once.</summary>
    public bool UseMonitor { get; set; } = true;

    /// <summary>Whether the function also runs when the host starts.</summary>
    public bool RunOnStartup { get; set; }
}
