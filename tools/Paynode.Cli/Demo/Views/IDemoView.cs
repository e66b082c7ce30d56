using Paynode.Cli.Demo.Reporting;
using Paynode.Cli.Demo.Running;

namespace Paynode.Cli.Demo.Views;

/// <summary>How a demo is shown: live to a person, line by line to a log.</summary>
public interface IDemoView
{
    /// <summary>Says what begins now.</summary>
    void Say(string text);

    /// <summary>Shows the orders' movements until it is cancelled.</summary>
    Task FollowAsync(OrderBoard board, Fleet registry, CancellationToken stop);

    /// <summary>Shows the end.</summary>
    void Show(DemoReport report);
}
