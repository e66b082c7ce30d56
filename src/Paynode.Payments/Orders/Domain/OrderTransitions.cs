using static Paynode.Payments.OrderState;

namespace Paynode.Payments;

/// <summary>The order's state machine: every allowed transition.</summary>
public static class OrderTransitions
{
    private static readonly Dictionary<OrderState, OrderState[]> Next = new()
    {
        [Initiated] = [Deposited, Cancelled, Expired],
        [Deposited] = [Pending, Refunding],
        [Pending] = [Fulfilling, Refunding],

        // Back to pending is failover: the accepted offer failed or was closed.
        [Fulfilling] = [Pending, Fulfilled, Refunding],
        [Fulfilled] = [Validated],
        [Validated] = [Settling],

        // Refunded from settling: after the escrow's deadline anyone may refund, and the outcome on chain is final.
        [Settling] = [Settled, Refunded],
        [Refunding] = [Refunded],
        [Settled] = [],
        [Cancelled] = [],
        [Refunded] = [],
        [Expired] = [],
    };

    /// <summary>Whether an order may move from one state to the other in one step.</summary>
    public static bool Allows(OrderState from, OrderState to) => Next[from].Contains(to);

    /// <summary>Whether the state is terminal.</summary>
    public static bool IsTerminal(this OrderState state) => Next[state].Length == 0;

    /// <summary>The states that follow in one step.</summary>
    public static IReadOnlyList<OrderState> After(OrderState state) => Next[state];

    /// <summary>
    /// The shortest path from one state to another, excluding the start; null when there is none. The outcome on chain is final:
    /// an order that has not ended moves along the path to the state that the escrow's event means.
    /// </summary>
    public static IReadOnlyList<OrderState>? PathTo(OrderState from, OrderState to)
    {
        var paths = new Queue<OrderState[]>([[from]]);
        var seen = new HashSet<OrderState> { from };
        while (paths.TryDequeue(out var path))
        {
            if (path[^1] == to)
            {
                return path[1..];
            }

            foreach (var next in Next[path[^1]].Where(seen.Add))
            {
                paths.Enqueue([.. path, next]);
            }
        }

        return null;
    }

    /// <summary>The state as the API writes it: lower case.</summary>
    public static string ToWire(this OrderState state) => Enum.GetName(state)!.ToLowerInvariant();

    /// <summary>Reads the API's form; null for anything else.</summary>
    public static OrderState? FromWire(string? text) =>
        Enum.GetValues<OrderState>().Cast<OrderState?>().FirstOrDefault(s => s!.Value.ToWire() == text);
}
