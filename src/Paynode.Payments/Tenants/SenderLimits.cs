namespace Paynode.Payments;

/// <summary>What one sender can reserve before it has paid anything, so that none starves the others.</summary>
public sealed record SenderLimits
{
    /// <summary>
    /// Orders waiting for their funds concurrently, including those that were cancelled within <see cref="LapsedQuoteMinutes"/>
    /// of their creation. Concurrent requests may each be counted below the limit.
    /// </summary>
    public int UnfundedOrders { get; init; } = 1_000;

    /// <summary>
    /// The share of a corridor's liquidity, in percent, that a sender's open and recently lapsed quotes may reserve; a first
    /// quote is always allowed. 100: no limit.
    /// </summary>
    public int LiquidityPercent { get; init; } = 50;

    /// <summary>How long a quote without an order, or with a cancelled one, counts after its end, in minutes.</summary>
    public int LapsedQuoteMinutes { get; init; } = 10;

    /// <summary>Requests a second to one instance, with bursts of twice as many.</summary>
    public int RequestsPerSecond { get; init; } = 1_000;
}
