using Paynode.Cli.Demo.Reporting;
using Paynode.Cli.Demo.Running;

namespace Paynode.Cli.Demo.Views;

/// <summary>One line whenever the orders have moved, at most one a second: for logs and for standard error.</summary>
public sealed class Lines(TextWriter output, TimeProvider time) : IDemoView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly long _began = time.GetTimestamp();

    /// <inheritdoc />
    public void Say(string text) => output.WriteLine($"{Clock()}  {text}");

    /// <inheritdoc />
    public async Task FollowAsync(OrderBoard board, Fleet registry, CancellationToken stop)
    {
        var last = "";
        while (true)
        {
            var now = StateNames.Summary(board);
            if (now != last)
            {
                Say(now);
                last = now;
            }

            await Task.Delay(Interval, time, stop);
        }
    }

    /// <inheritdoc />
    public void Show(DemoReport report) => ReportText.Write(report, output);

    private string Clock()
    {
        var elapsed = time.GetElapsedTime(_began);
        return $"{(int)elapsed.TotalMinutes:00}:{elapsed.Seconds:00}";
    }
}
