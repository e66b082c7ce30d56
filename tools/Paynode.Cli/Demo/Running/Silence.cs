using Paynode.Cli.Demo.Views;
using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Offers;

namespace Paynode.Cli.Demo.Running;

/// <summary>
/// Midway, the provider that has paid most stops answering: the worst that can happen to routing, which has every reason to
/// send it the next order too.
/// </summary>
public sealed class Silence(OrderBoard board, Fleet registry, IDemoView view, TimeProvider time)
{
    /// <summary>Ended orders after which it happens, as a share: what follows must be enough to see how it is left.</summary>
    private const double Midway = 1 / 3.0;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits for the moment, and silences it.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (board.Rows.Count(row => row.Ended.IsCompleted) < board.Rows.Count * Midway)
        {
            await Task.Delay(Interval, time, stop);
        }

        var favourite = registry.Members.Where(member => member.Plan.Behaviour.Kind is BehaviourKind.Pay or BehaviourKind.Slow).MaxBy(PaidBy);
        if (favourite is not null && PaidBy(favourite) > 0)
        {
            favourite.FallSilent();
            view.Say($"{favourite.Plan.Name}, which most orders went to, falls silent");
        }
    }

    private static int PaidBy(FleetMember member) => member.Provider.Offers.Count(offer => offer.State == OfferState.Paid);
}
