using Paynode.Payments;
namespace Paynode.Orchestrations.Tests.Support;

/// <summary>The real time, moved ahead as a test asks.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private TimeSpan shift;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + shift;

    public void Advance(TimeSpan by) => shift += by;
}
