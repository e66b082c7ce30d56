using System.Runtime.CompilerServices;
using Paynode.LocalHost;
using Paynode.Payments;

namespace Paynode.Orchestrations.Tests;

/// <summary>
/// Orders as released versions took them through their lifecycle, one folder a release, recorded from
/// <c>./paynode demo</c> by the management endpoint. While this build replays them, it strands no order in flight.
/// </summary>
public sealed class RecordedOrderTests
{
    public static TheoryData<string> Recordings => [.. Directory.EnumerateFiles(Folder(), "*.json", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Folder(), path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void An_order_of_a_released_version_goes_on_as_it_began(string recording)
    {
        var order = RecordedHistory.Parse(File.ReadAllText(Path.Combine(Folder(), recording)));

        order.ReplayOn(typeof(OrderLifecycle));

        Assert.Equal(nameof(OrderLifecycle), order.Orchestrator);
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
