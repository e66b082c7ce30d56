using System.Threading.Channels;
using Paynode.Samples.Provider.Offers;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Hosting;

/// <summary>
/// Publishes to Paynode: rates and liquidity at the start and periodically, liquidity after each change, and a heartbeat.
/// </summary>
public sealed class Publisher(
    PaynodeApi paynode, OfferStore store, Func<IReadOnlyList<CorridorRate>> rates, TimeSpan heartbeatEvery, TimeProvider timeProvider)
{
    /// <summary>Rates are repeated with every third heartbeat, so that a Paynode that lost its cache has them back soon.</summary>
    private const int BeatsBetweenRates = 3;

    /// <summary>Payouts within this time are published together: published liquidity informs routing, it is not accounting.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(250);

    /// <summary>Holds at most one signal: a pending one also covers further changes.</summary>
    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TaskCompletionSource _ratesTaken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _liquidityTaken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _heartbeatTaken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _areRatesNew;

    /// <summary>Completes when Paynode has accepted rates, liquidity and a heartbeat once.</summary>
    public Task Published => Task.WhenAll(_ratesTaken.Task, _liquidityTaken.Task, _heartbeatTaken.Task);

    public Task RunAsync(CancellationToken stop) => Task.WhenAll(BeatAsync(stop), FollowChangesAsync(stop));

    public void RatesChanged()
    {
        Interlocked.Exchange(ref _areRatesNew, 1);
        BalancesChanged();
    }

    public void BalancesChanged() => _changed.Writer.TryWrite(true);

    private async Task BeatAsync(CancellationToken stop)
    {
        for (var beat = 0; ; beat++)
        {
            var next = timeProvider.GetUtcNow() + heartbeatEvery;
            if (beat % BeatsBetweenRates == 0)
            {
                RatesChanged();
            }

            Note(_heartbeatTaken, await paynode.HeartbeatAsync(next, stop));
            var rest = next - timeProvider.GetUtcNow();
            await Task.Delay(rest > TimeSpan.Zero ? rest : TimeSpan.Zero, timeProvider, stop);
        }
    }

    /// <summary>The only method that publishes rates and liquidity, so that an older value never arrives after a newer one.</summary>
    private async Task FollowChangesAsync(CancellationToken stop)
    {
        while (true)
        {
            await _changed.Reader.ReadAsync(stop);
            if (Interlocked.Exchange(ref _areRatesNew, 0) == 1)
            {
                Note(_ratesTaken, await paynode.PublishRatesAsync(rates(), timeProvider.GetUtcNow() + heartbeatEvery, stop));
            }

            Note(_liquidityTaken, await paynode.PublishLiquidityAsync(store.Balances(), timeProvider.GetUtcNow() + heartbeatEvery, stop));
            await Task.Delay(Gather, timeProvider, stop);
        }
    }

    private static void Note(TaskCompletionSource taken, PaynodeReply reply)
    {
        if (reply.IsTaken)
        {
            taken.TrySetResult();
        }
    }
}
