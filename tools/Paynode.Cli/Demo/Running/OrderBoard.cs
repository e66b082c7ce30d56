using System.Collections.Concurrent;
using Paynode.Client;
using Paynode.Cli.Demo.Scenarios;

namespace Paynode.Cli.Demo.Running;

/// <summary>All orders of a run.</summary>
public sealed class OrderBoard
{
    private readonly ConcurrentDictionary<string, OrderRow> _byId = new();

    /// <summary>Sets the board up.</summary>
    public OrderBoard(IEnumerable<OrderPlan> plans) => Rows = [.. plans.Select(plan => new OrderRow(plan))];

    /// <summary>Every order, in the order of their numbers.</summary>
    public IReadOnlyList<OrderRow> Rows { get; }

    /// <summary>Created and not ended.</summary>
    public IReadOnlyCollection<string> UnderWay => [.. _byId.Where(row => !row.Value.Ended.IsCompleted).Select(row => row.Key)];

    /// <summary>How many orders are in each state.</summary>
    public IReadOnlyDictionary<string, int> Counts() => Rows.CountBy(row => row.State).ToDictionary();

    /// <summary>Notes that a planned order exists now.</summary>
    public void Created(OrderRow row, OrderResponse order)
    {
        row.Show(order);
        _byId[order.Id] = row;
    }

    /// <summary>Takes in what the API shows of an order of this run.</summary>
    public void Show(OrderResponse order)
    {
        if (_byId.TryGetValue(order.Id, out var row))
        {
            row.Show(order);
        }
    }
}
