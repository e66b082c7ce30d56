namespace Paynode.LocalHost;

/// <summary>Marks the parameter that receives a <see cref="DurableTaskClient"/>.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DurableClientAttribute : Attribute
{
    /// <summary>The task hub's name; the embedded runtime has one hub and ignores it.</summary>
    public string? TaskHub { get; set; }

    /// <summary>The connection's name; the embedded runtime has one connection and ignores it.</summary>
    public string? ConnectionName { get; set; }
}
