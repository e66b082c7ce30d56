namespace Paynode.LocalHost;

/// <summary>What a timer function is told about its run.</summary>
public class TimerInfo
{
    /// <summary>The last and next run.</summary>
    public ScheduleStatus? ScheduleStatus { get; set; }

    /// <summary>Whether this run is late, having been missed at its time.</summary>
    public bool IsPastDue { get; set; }
}
