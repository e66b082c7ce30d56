namespace Paynode.Payments;

/// <summary>What an outbox message asks for.</summary>
public static class OutboxKinds
{
    /// <summary>Start an order's orchestration; destination is the order id.</summary>
    public const string Start = "start";

    /// <summary>Raise an event to an order's orchestration; destination is the order id, name the event's.</summary>
    public const string Raise = "raise";
}
