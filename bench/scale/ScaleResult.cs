namespace Paynode.Bench.Scale;

/// <summary>Result of one layout.</summary>
/// <param name="Cells">Cells.</param>
/// <param name="HotCells">Cells of the hottest currency.</param>
/// <param name="OrdersPerSecond">Orders done.</param>
/// <param name="OfferedPerSecond">Orders that arrived.</param>
/// <param name="HottestUse">Utilization of the hottest cell: arrivals over capacity. Above 1 its queue grows without bound.</param>
/// <param name="WaitMedianSeconds">Wait in the queue.</param>
/// <param name="WaitP99Seconds">The 99th percentile of the wait.</param>
/// <param name="LeftWaiting">Orders that still waited at the end.</param>
internal sealed record ScaleResult(
    int Cells,
    int HotCells,
    double OrdersPerSecond,
    double OfferedPerSecond,
    double HottestUse,
    double WaitMedianSeconds,
    double WaitP99Seconds,
    double LeftWaiting);
