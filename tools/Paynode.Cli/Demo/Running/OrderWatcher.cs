using Paynode.Client;

namespace Paynode.Cli.Demo.Running;

/// <summary>Keeps the board up to date by listing orders, newest first, until every one that is under way was seen.</summary>
public sealed class OrderWatcher(PaynodeClient sender, OrderBoard board, TimeProvider time)
{
    /// <summary>Often enough for the eye; the listing is one or two pages.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    private const int PageSize = 100;

    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await LookAsync(stop);
            await Task.Delay(Interval, time, stop);
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        var missing = board.UnderWay.ToHashSet();
        string? cursor = null;
        while (missing.Count > 0)
        {
            var page = await sender.ListOrdersAsync(limit: PageSize, cursor: cursor, cancellationToken: stop);
            foreach (var order in page.Orders)
            {
                board.Show(order);
                missing.Remove(order.Id);
            }

            if ((cursor = page.NextCursor) is null)
            {
                return;
            }
        }
    }
}
