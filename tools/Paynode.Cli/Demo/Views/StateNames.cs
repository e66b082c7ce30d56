using Paynode.Cli.Demo.Running;

namespace Paynode.Cli.Demo.Views;

/// <summary>The states in the order in which an order passes them, with a colour each.</summary>
public static class StateNames
{
    private static readonly (string Name, string Colour)[] All =
    [
        ("quoting", "grey"), ("initiated", "grey"), ("deposited", "yellow"), ("pending", "yellow"), ("fulfilling", "deepskyblue1"),
        ("fulfilled", "deepskyblue1"), ("validated", "deepskyblue1"), ("settling", "blue"), ("settled", "green"),
        ("refunding", "magenta"), ("refunded", "magenta"), ("cancelled", "grey"), ("expired", "red"), ("failed", "red"),
    ];

    /// <summary>The state's colour.</summary>
    public static string ColourOf(string state) => All.FirstOrDefault(known => known.Name == state).Colour ?? "white";

    /// <summary>How many orders are in each state: "pending 2 · settled 18".</summary>
    public static string Summary(OrderBoard board)
    {
        var counts = board.Counts();
        return string.Join(" · ", All.Where(state => counts.ContainsKey(state.Name)).Select(state => $"{state.Name} {counts[state.Name]}"));
    }
}
