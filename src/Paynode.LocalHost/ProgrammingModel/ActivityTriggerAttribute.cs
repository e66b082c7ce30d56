namespace Paynode.LocalHost;

/// <summary>Marks the parameter that receives an activity's input; makes the function an activity.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ActivityTriggerAttribute : Attribute
{
    /// <summary>The activity's name; the function's name when absent.</summary>
    public string? Activity { get; set; }
}
