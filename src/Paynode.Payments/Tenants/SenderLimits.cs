namespace Paynode.Payments;

/// <summary>What one sender can take up before it has paid anything, so that none starves the others.</summary>
public sealed record SenderLimits
{
    /// <summary>
    /// Orders that wait for their funds at once, with those that were cancelled within <see cref="LapsedQuoteMinutes"/> of being
    /// made. Requests at the same moment may each find room for the last one.
    /// </summary>
    public int UnfundedOrders { get; init; } = 1_000;

    /// <summary>
    /// Of the liquidity of a corridor's providers, the part that a sender's open quotes, and those that it let lapse of late, may
    /// come to, in percent; a first quote passes in any case. 100: no limit.
    /// </summary>
    public int LiquidityPercent { get; init; } = 50;

    /// <summary>How long a quote that was not taken up, or whose order was cancelled, counts on after its end, in minutes.</summary>
    public int LapsedQuoteMinutes { get; init; } = 10;

    /// <summary>Requests a second to one instance, with bursts of twice as many.</summary>
    public int RequestsPerSecond { get; init; } = 1_000;
}
