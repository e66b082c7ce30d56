using System.Collections.Concurrent;

namespace Paynode.Payments;

/// <summary>
/// Whether a chain's releases are stalled: gas is too expensive, the operator's account is empty, or something was released
/// without a decision.
/// </summary>
/// <remarks>
/// A provider that pays a recipient during a stall may not get its tokens before the order's deadline, after which the payer can
/// reclaim them. No offers are made until releases move again; an order for which this takes too long is refunded.
/// </remarks>
public sealed class SettlementHold(ChainIntentStore intents, ChainStopStore stops, ChainRegistry registry, TimeProvider timeProvider)
{
    /// <summary>How long a release may wait for its batch, beyond the time for filling it: gas price peaks last minutes.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromMinutes(15);

    /// <summary>How long a result is cached: a few seconds are negligible against the limit, and routing asks for every order.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, bool IsHeld)> answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> lastHeld = new(StringComparer.Ordinal);

    /// <summary>Whether releases on this chain are stalled.</summary>
    public async ValueTask<bool> IsHeldAsync(string chain, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        if (answers.TryGetValue(chain, out var last) && now - last.At < Fresh)
        {
            return last.IsHeld;
        }

        var gathers = registry.All.FirstOrDefault(node => node.Name == chain)?.Chain.BatchAge ?? TimeSpan.Zero;
        var isHeld = await intents.ReleasesWaitSinceAsync(chain, cancellationToken) < now - gathers - Bound
            || await stops.FindAsync(chain, cancellationToken) is not null;
        answers[chain] = (now, isHeld);
        if (isHeld)
        {
            lastHeld[chain] = now;
        }

        return isHeld;
    }

    /// <summary>
    /// When this process last saw the chain's releases stalled, or a time long past. Orders that waited for it start their search
    /// then, all concurrently; the value is lost on restart.
    /// </summary>
    public DateTimeOffset LastHeldAt(string chain) => lastHeld.GetValueOrDefault(chain);
}
