using Paynode.Cli.Demo;
using Paynode.Cli.Demo.Views;
using Xunit.Abstractions;

namespace Paynode.FunctionsHost.Tests;

[Collection(nameof(PublishedWorker))]
public sealed class DemoTests(PublishedWorker worker, ITestOutputHelper output)
{
    private static readonly string[] Triggers = ["activityTrigger", "httpTrigger", "orchestrationTrigger", "serviceBusTrigger", "timerTrigger"];

    [Fact]
    public async Task Demo_TwentyOrders_AllEndAndEveryTriggerServes()
    {
        var text = new StringWriter();
        var view = new Lines(text, TimeProvider.System);

        var report = await new DemoRun(LocalStage.Over(worker.Stack), new DemoOptions(20, 10, 1, Json: false), view, TimeProvider.System)
            .RunAsync(CancellationToken.None);

        view.Show(report);
        output.WriteLine(text.ToString());
        var ran = await worker.InvocationsAsync();
        output.WriteLine(string.Join('\n', ran.Select(count => count.ToString())));
        Assert.Empty(report.Failures);
        Assert.Equal(20, report.Settled + report.Refunded);
        Assert.Equal(Triggers, ran.Where(count => count.Succeeded > 0).Select(count => count.Trigger).Distinct().Order());
    }
}
