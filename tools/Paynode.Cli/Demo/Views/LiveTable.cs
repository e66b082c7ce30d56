using Paynode.Cli.Demo.Reporting;
using Paynode.Cli.Demo.Running;
using Spectre.Console;

namespace Paynode.Cli.Demo.Views;

/// <summary>A table that moves, for a terminal.</summary>
public sealed class LiveTable(IAnsiConsole console, TimeProvider time) : IDemoView
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Lines of the terminal that are not rows of orders.</summary>
    private const int Frame = 8;

    /// <inheritdoc />
    public void Say(string text) => console.MarkupLineInterpolated($"[grey]==>[/] {text}");

    /// <inheritdoc />
    public async Task FollowAsync(OrderBoard board, Fleet registry, CancellationToken stop) => await console
        .Live(Picture(board, registry))
        .StartAsync(async live =>
        {
            try
            {
                while (true)
                {
                    live.UpdateTarget(Picture(board, registry));
                    await Task.Delay(Interval, time, stop);
                }
            }
            catch (OperationCanceledException)
            {
                live.UpdateTarget(Picture(board, registry));
            }
        });

    /// <inheritdoc />
    public void Show(DemoReport report) => ReportText.Write(report, console.Profile.Out.Writer);

    private Rows Picture(OrderBoard board, Fleet registry) => new(TableOf(board, registry), new Text(StateNames.Summary(board)));

    private Table TableOf(OrderBoard board, Fleet registry)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("#", "from", "to", "state", "providers asked");
        var asked = registry.OffersByOrder();
        foreach (var row in Newsworthy(board))
        {
            var providers = row.Order is { } order ? string.Join(" → ", asked[Guid.Parse(order.Id)]) : "";
            table.AddRow(
                new Text($"{row.Plan.Number}"),
                new Text(row.Order?.Source.ToString() ?? ""),
                new Text(row.Order?.Payout.ToString() ?? row.Plan.Request.Corridor!),
                new Markup($"[{StateNames.ColourOf(row.State)}]{row.State}[/]"),
                new Text(row.Fault ?? providers));
        }

        return table;
    }

    /// <summary>What fits: those under way first, then the latest that have ended.</summary>
    private IEnumerable<OrderRow> Newsworthy(OrderBoard board)
    {
        var room = Math.Max(5, console.Profile.Height - Frame);
        var begun = board.Rows.Where(row => row.Order is not null || row.Fault is not null).ToList();
        return begun.Where(row => !row.Ended.IsCompleted)
            .Concat(begun.Where(row => row.Ended.IsCompleted).Reverse())
            .Take(room)
            .OrderBy(row => row.Plan.Number);
    }
}
