using Paynode.Client;
using Paynode.Cli.Demo.Scenarios;

namespace Paynode.Cli.Demo.Running;

/// <summary>One order of the run and what is known of it now.</summary>
public sealed class OrderRow(OrderPlan plan)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile OrderResponse? _order;
    private volatile string? _fault;

    /// <summary>What was planned.</summary>
    public OrderPlan Plan { get; } = plan;

    /// <summary>As the API showed it last; null before it was created.</summary>
    public OrderResponse? Order => _order;

    /// <summary>Its state, or where it stands before it has one.</summary>
    public string State => _fault is not null ? "failed" : _order?.State ?? "quoting";

    /// <summary>Why the demo could not go on with it; null when it could.</summary>
    public string? Fault => _fault;

    /// <summary>Completes when it waits for a provider's answer.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Completes when nothing can change any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Takes in what the API shows.</summary>
    public void Show(OrderResponse order)
    {
        _order = order;
        if (order.State == "pending")
        {
            _asked.TrySetResult();
        }

        if (order.IsTerminal())
        {
            _ended.TrySetResult();
        }
    }

    /// <summary>Gives it up.</summary>
    public void Fail(string fault)
    {
        _fault = fault;
        _ended.TrySetResult();
    }
}
