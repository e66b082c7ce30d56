using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Paynode.Payments;

/// <summary>
/// Enables and disables providers. A disabled provider gets no offers and can accept none; its unaccepted offers end. Unless the
/// operator chooses to continue releases, those that are not on chain yet are held for a decision.
/// </summary>
public sealed class ProviderSwitch(
    NpgsqlDataSource database, ProviderStore providers, ProviderService service, OfferStore offers, OfferReports reports, OrderStore orders,
    ChainIntentStore intents, AuditStore audit, TimeProvider timeProvider, ILogger<ProviderSwitch> logger)
{
    /// <summary>Enables or disables a provider, and renews a licence.</summary>
    /// <param name="id">The provider.</param>
    /// <param name="enabled">Whether it may get offers.</param>
    /// <param name="holdReleases">Whether releases to a disabled provider are held for the operator.</param>
    /// <param name="licensedUntil">The new end of its licence; null leaves it unchanged.</param>
    /// <param name="actor">Who made the change, for the audit.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The offers that ended, and the number of held releases; or <c>provider_unknown</c>.</returns>
    public async Task<Result<SwitchOutcome>> TurnAsync(
        ProviderId id, bool enabled, bool holdReleases, DateTimeOffset? licensedUntil, string actor, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var held = await database.InTransactionAsync(
            connection => StoreAsync(connection, id, enabled, holdReleases && !enabled, licensedUntil, actor, now, cancellationToken),
            cancellationToken);
        providers.Forget(id);
        if (held is null)
        {
            return new Problem("provider_unknown", "There is no such provider.");
        }

        await service.AnnounceAsync(id, cancellationToken);
        await NoteHeldAsync(id, held, now, cancellationToken);
        return new SwitchOutcome(enabled ? [] : await EndOffersAsync(id, cancellationToken), held.Count);
    }

    private async Task<List<ChainIntent>?> StoreAsync(
        NpgsqlConnection connection, ProviderId id, bool enabled, bool holds, DateTimeOffset? licensedUntil, string actor,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (!await providers.SwitchAsync(connection, id, enabled, holds, licensedUntil, cancellationToken))
        {
            return null;
        }

        var held = holds ? await intents.HoldAsync(connection, id, now, cancellationToken) : [];
        var facts = new Dictionary<string, string>
        {
            ["releases"] = holds ? "hold" : "continue",
            ["held"] = held.Count.ToString(CultureInfo.InvariantCulture),
        };
        if (licensedUntil is { } until)
        {
            facts["licensedUntil"] = until.ToString("O", CultureInfo.InvariantCulture);
        }

        await audit.AppendAsync(
            connection, actor, enabled ? "provider.switched_on" : "provider.switched_off", id.ToString(), facts, now, cancellationToken);
        return held;
    }

    // Under the orders' locks, which precede the provider's in the lock order: therefore not in the transaction of the switch. If
    // this is interrupted, nothing can be accepted anyway, and each offer lapses at its time.
    private async Task<List<Offer>> EndOffersAsync(ProviderId id, CancellationToken cancellationToken)
    {
        var ended = new List<Offer>();
        foreach (var offer in await offers.UnansweredAsync(id, cancellationToken))
        {
            if ((await reports.EndAsync(offer, OfferState.Lapsed, LapseCode.ProviderSwitchedOff, cancellationToken)).Succeeded)
            {
                ended.Add(offer);
            }
        }

        return ended;
    }

    private async Task NoteHeldAsync(ProviderId id, List<ChainIntent> held, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (held.Count == 0)
        {
            return;
        }

        logger.LogCritical(
            "{Count} releases to the provider {Provider}, switched off, wait for a decision; the first deadline is {Deadline}.",
            held.Count, id, held.Min(release => release.Deadline));
        foreach (var release in held)
        {
            SettlementTelemetry.CountHeld(release.Chain, HoldReason.ProviderSwitchedOff);
            logger.LogWarning(
                "The release of order {Order} to the provider {Provider} is held: {Reason}. It waits for a decision until {Deadline}.",
                release.Order, id, HoldReason.ProviderSwitchedOff, release.Deadline);
        }

        foreach (var order in held.Select(release => release.Order).OfType<OrderId>())
        {
            var facts = new Dictionary<string, string> { ["provider"] = id.ToString(), ["reason"] = HoldReason.ProviderSwitchedOff };
            await database.InTransactionAsync(
                connection => orders.AppendEventAsync(connection, order, "release.held", now, facts, null, cancellationToken),
                cancellationToken);
        }
    }
}

/// <summary>The effect of enabling or disabling a provider.</summary>
/// <param name="EndedOffers">Unaccepted offers that ended.</param>
/// <param name="HeldReleases">Releases that are now held for a decision.</param>
public sealed record SwitchOutcome(IReadOnlyList<Offer> EndedOffers, int HeldReleases);
