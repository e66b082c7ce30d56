using Paynode.Chain.Rpc;
using Paynode.Cli.Api;
using Paynode.Cli.Demo.Chain;

namespace Paynode.Cli.Demo.Running;

/// <summary>Takes each planned order from its quote to its end, several at a time.</summary>
public sealed class OrderRunner(PaynodeClient sender, Wallets wallets, OrderBoard board, DevelopmentNode node, string run, TimeProvider time)
{
    /// <summary>Longer than the silence of one provider after the other may take; past it something is stuck.</summary>
    private static readonly TimeSpan OrderLimit = TimeSpan.FromMinutes(6);

    /// <summary>Runs them all.</summary>
    public async Task RunAsync(int concurrency, CancellationToken cancellation) => await Parallel.ForEachAsync(
        board.Rows,
        new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellation },
        async (row, token) => await RunAsync(row, token));

    private async Task RunAsync(OrderRow row, CancellationToken cancellation)
    {
        var funding = "";
        try
        {
            var order = await CreateAsync(row, cancellation);
            board.Created(row, order);
            funding = await wallets.FundAsync(wallets.PayerOf(row.Plan.Number), order.Deposit, row.Plan.Funding, cancellation);
            await row.Ended.WaitAsync(OrderLimit, time, cancellation);
        }
        catch (TimeoutException)
        {
            row.Fail($"still {row.Order!.State} after {OrderLimit.TotalMinutes} min; {await FundingAsync(funding, cancellation)}");
        }
        catch (Exception fault) when (fault is PaynodeApiException or HttpRequestException or InvalidOperationException or ChainRpcException)
        {
            row.Fail(fault.Message);
        }
    }

    private async Task<Order> CreateAsync(OrderRow row, CancellationToken cancellation)
    {
        var key = $"{run}-{row.Plan.Number}";
        var quote = await sender.QuoteAsync(row.Plan.Request, key, cancellation);
        var request = new OrderRequest(quote.Id, row.Plan.Recipient, wallets.PayerOf(row.Plan.Number), key);
        return await sender.CreateOrderAsync(request, key, cancellation);
    }

    private async Task<string> FundingAsync(string hash, CancellationToken cancellation) =>
        await node.SucceededAsync(hash, cancellation) ? $"its funding {hash} took effect" : $"its funding {hash} was reverted";
}
