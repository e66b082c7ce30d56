using Paynode.Chain.Rpc;
using Paynode.Client;
using Paynode.Cli.Demo.Chain;

namespace Paynode.Cli.Demo.Running;

/// <summary>
/// Takes each planned order from its quote to its end, several at a time. One that waits for a silent provider makes room for the
/// next: payers do not wait for each other.
/// </summary>
public sealed class OrderRunner(PaynodeClient sender, Wallets wallets, OrderBoard board, DevelopmentNode node, string run, TimeProvider time)
{
    /// <summary>Longer than the silence of one provider after the other may take; past it something is stuck.</summary>
    private static readonly TimeSpan OrderLimit = TimeSpan.FromMinutes(6);

    /// <summary>Longer than an answer takes from a provider that gives one.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Between two orders, times how many may be under way: payers come one by one and not in waves, and so later ones meet a
    /// market that has shown something since.
    /// </summary>
    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(3.5);

    /// <summary>The state of an order whose funds Paynode has not seen.</summary>
    private const string Unfunded = "initiated";

    /// <summary>Runs them all.</summary>
    public async Task RunAsync(int concurrency, CancellationToken cancellation)
    {
        using var turns = new SemaphoreSlim(concurrency);
        using var pace = new PeriodicTimer(Spacing / concurrency, time);
        var all = new List<Task>();
        foreach (var row in board.Rows)
        {
            await turns.WaitAsync(cancellation);
            var running = RunAsync(row, cancellation);
            all.Add(running);
            _ = LeaveAsync(row, running, turns, cancellation);
            await pace.WaitForNextTickAsync(cancellation);
        }

        await Task.WhenAll(all);
    }

    private async Task LeaveAsync(OrderRow row, Task running, SemaphoreSlim turns, CancellationToken cancellation)
    {
        await Task.WhenAny(running, row.Asked);
        await Task.WhenAny(running, Task.Delay(AnswerTimeout, time, cancellation));
        turns.Release();
    }

    private async Task RunAsync(OrderRow row, CancellationToken cancellation)
    {
        Funding? funding = null;
        try
        {
            var order = await CreateAsync(row, cancellation);
            board.Created(row, order);
            funding = await wallets.FundAsync(wallets.PayerOf(row.Plan.Number), order.Deposit, row.Plan.Funding, cancellation);
            await wallets.RequireMinedAsync(funding, () => row.State != Unfunded, cancellation);
            await row.Ended.WaitAsync(OrderLimit, time, cancellation);
        }
        catch (TimeoutException)
        {
            row.Fail($"still {row.Order!.State} after {OrderLimit.TotalMinutes} min; {await FundingAsync(funding!.Hash, cancellation)}");
        }
        catch (Exception fault) when (fault is PaynodeException or HttpRequestException or InvalidOperationException or ChainRpcException)
        {
            row.Fail(fault.Message);
        }
    }

    private async Task<OrderResponse> CreateAsync(OrderRow row, CancellationToken cancellation)
    {
        var key = $"{run}-{row.Plan.Number}";
        var quote = await sender.CreateQuoteAsync(row.Plan.Request, key, cancellation);
        var request = new OrderRequest(quote.Id, row.Plan.Recipient, wallets.PayerOf(row.Plan.Number), key);
        return await sender.CreateOrderAsync(request, key, cancellation);
    }

    private async Task<string> FundingAsync(string hash, CancellationToken cancellation) =>
        await node.SucceededAsync(hash, cancellation) ? $"its funding {hash} took effect" : $"its funding {hash} was reverted";
}
