using System.Collections.Concurrent;

namespace Paynode.Payments;

/// <summary>
/// Whether a chain's releases stand still: gas is too dear, the operator's account is empty, or something was released that
/// nobody decided.
/// </summary>
/// <remarks>
/// Whoever pays a recipient then may not get its tokens before the order's deadline, after which the payer can take them
/// back. So nobody is asked to pay until releases move again; an order that it lasts too long for is refunded.
/// </remarks>
public sealed class SettlementHold(ChainIntentStore intents, ChainStopStore stops, ChainRegistry registry, TimeProvider timeProvider)
{
    /// <summary>How long a release may wait for its batch, beyond the time it gathers for: prices of gas come and go within minutes.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromMinutes(15);

    /// <summary>How long an answer serves: a few seconds are nothing to the bound, and routing asks for every order.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, (DateTimeOffset At, bool IsHeld)> answers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> lastHeld = new(StringComparer.Ordinal);

    /// <summary>Whether releases on this chain stand still.</summary>
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
    /// When this process last saw the chain's releases stand still, or a time long past. Orders that waited for it begin their
    /// search then, all at once; a process that has started since knows nothing of it.
    /// </summary>
    public DateTimeOffset LastHeldAt(string chain) => lastHeld.GetValueOrDefault(chain);
}
