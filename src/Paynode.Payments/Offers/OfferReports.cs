using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Paynode.Payments;

/// <summary>
/// What providers say of their offers, applied once: the offer and its order move in one transaction, and the
/// orchestration is told after the commit. A report that comes too late, or of another provider's offer, changes nothing;
/// neither does one that contradicts what was reported first, or names a payout that has paid another offer. A report of payment is
/// sealed as it is taken in: a release needs that seal.
/// </summary>
public sealed class OfferReports(
    NpgsqlDataSource database, OfferStore offers, OrderStore orders, ProviderStore providers, SettlementSeal seal, Outbox outbox,
    TimeProvider timeProvider,
    ILogger<OfferReports> logger)
{
    private static readonly Problem Unknown = new("offer_unknown", "There is no such offer.");

    /// <summary>The provider commits to paying.</summary>
    /// <returns>The offer with its pay window, or <c>offer_unknown</c>, <c>offer_closed</c>.</returns>
    public Task<Result<Offer>> AcceptAsync(ProviderId provider, OfferId offer, CancellationToken cancellationToken) =>
        ApplyAsync(provider, offer, OfferState.Accepted, (_, _) => new OfferChange(), cancellationToken);

    /// <summary>The provider refuses before accepting.</summary>
    /// <returns>The offer, or <c>offer_unknown</c>, <c>offer_closed</c>, <c>offer_already_reported</c>.</returns>
    public Task<Result<Offer>> DeclineAsync(
        ProviderId provider, OfferId offer, string code, string? reason, CancellationToken cancellationToken) =>
        ApplyAsync(provider, offer, OfferState.Declined, (_, _) => new OfferChange { Code = code, Reason = reason }, cancellationToken);

    /// <summary>The provider has paid.</summary>
    /// <returns>
    /// The offer, or <c>offer_unknown</c>, <c>offer_closed</c>, <c>paid_amount_mismatch</c>, <c>reference_used</c>,
    /// <c>offer_already_reported</c>.
    /// </returns>
    public Task<Result<Offer>> FulfilAsync(
        ProviderId provider, OfferId offer, string reference, Money? paid, CancellationToken cancellationToken) =>
        ApplyAsync(provider, offer, OfferState.Fulfilled, (reported, order) => OfferReportRule.CheckPaid(order, paid) is { } mismatch
            ? mismatch
            : new OfferChange { Reference = reference, ReportSeal = seal.OfReport(reported, order, reference) }, cancellationToken);

    /// <summary>The provider has not paid and will not. Binding on it.</summary>
    /// <returns>The offer, or <c>offer_unknown</c>, <c>offer_closed</c>, <c>offer_already_reported</c>.</returns>
    public Task<Result<Offer>> FailAsync(
        ProviderId provider, OfferId offer, string code, string? reason, CancellationToken cancellationToken) =>
        ApplyAsync(provider, offer, OfferState.Failed, (_, _) => new OfferChange { Code = code, Reason = reason }, cancellationToken);

    /// <summary>Paynode itself ends an offer: its window is over, or it could not be delivered.</summary>
    public Task<Result<Offer>> EndAsync(Offer offer, OfferState state, string code, CancellationToken cancellationToken) =>
        ApplyAsync(offer.Provider, offer.Id, state, (_, _) => new OfferChange { Code = code }, cancellationToken);

    /// <summary>The provider answered, and its answer cannot be relied on: that is not silence, and somebody may have been paid.</summary>
    public async Task NoteUnreadableAsync(Offer offer, string problem, CancellationToken cancellationToken)
    {
        OfferTelemetry.CountUnreadable(offer.Provider, problem);
        const string Type = "offer.status.unreadable";
        var facts = Facts(offer);
        facts["problem"] = problem;
        var isNew = await database.InTransactionAsync(
            connection => orders.AppendEventAsync(
                connection, offer.Order, Type, timeProvider.GetUtcNow(), facts, $"{Type}:{offer.Id}:{problem}", cancellationToken),
            cancellationToken);
        if (isNew)
        {
            logger.LogWarning(
                "The provider {Provider} answered what has become of offer {Offer} of order {Order}, and it cannot be relied on: "
                + "{Problem}.",
                offer.Provider, offer.Id, offer.Order, problem);
        }
    }

    private async Task<Result<Offer>> ApplyAsync(
        ProviderId provider, OfferId id, OfferState to, Func<Offer, Order, Result<OfferChange>> change, CancellationToken cancellationToken)
    {
        var offer = await offers.FindAsync(id, cancellationToken);
        if (offer is null || offer.Provider != provider)
        {
            return Unknown;
        }

        var order = await orders.FindAsync(offer.Order, cancellationToken)
            ?? throw new InvalidOperationException($"The offer {id} has no order.");
        var changed = change(offer, order);
        if (!changed.Succeeded)
        {
            return changed.Problem;
        }

        try
        {
            return await database.InTransactionAsync(connection => MoveAsync(connection, offer, to, changed.Value, cancellationToken),
                cancellationToken);
        }
        catch (PostgresException fault) when (OfferStore.IsReferenceUsed(fault))
        {
            var used = new Problem("reference_used", "This reference was reported for another offer.", "reference");
            await database.InTransactionAsync(
                connection => NoteRefusedAsync(connection, offer, to, changed.Value, used, timeProvider.GetUtcNow(), cancellationToken),
                cancellationToken);
            return used;
        }
    }

    private async Task<Result<Offer>> MoveAsync(
        NpgsqlConnection connection, Offer offer, OfferState to, OfferChange change, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        var order = await orders.LockAsync(connection, offer.Order, cancellationToken);
        if (to == OfferState.Accepted && await CheckAcceptanceAsync(connection, offer, order, cancellationToken) is { } problem)
        {
            return problem;
        }

        var move = await offers.MoveAsync(connection, offer.Id, to, now, change, cancellationToken);
        var isProven = order is not null && move.Outcome == MoveOutcome.AlreadyThere && seal.FitsReport(move.Offer, order);
        switch (OfferReportRule.Decide(move.Outcome, move.Offer, to, change, order?.State, isProven))
        {
            case OfferReportDecision.Refused refused:
                await NoteRefusedAsync(connection, move.Offer, to, change, refused.Problem, now, cancellationToken);
                return refused.Problem;
            case OfferReportDecision.Confirmed confirmed:
                await ConfirmAsync(connection, move.Offer, order!, confirmed, now, cancellationToken);
                break;
            case OfferReportDecision.Counted counted:
                await RecordAsync(connection, move.Offer, counted.OrderMovesTo, now, cancellationToken);
                await LapseCompanionsAsync(connection, move.Offer, counted, now, cancellationToken);
                break;
            default:
                break;
        }

        return move.Offer;
    }

    /// <remarks>
    /// The offer is read under the order's lock: where the order is being fulfilled because this very offer was accepted a
    /// moment ago, the repetition gets the same answer.
    /// </remarks>
    private async Task<Problem?> CheckAcceptanceAsync(
        NpgsqlConnection connection, Offer offer, Order? order, CancellationToken cancellationToken)
    {
        var isEnabled = await providers.IsEnabledAsync(connection, offer.Provider, cancellationToken);
        return OfferReportRule.CheckAcceptance(order, isEnabled) is { } problem
            && await offers.FindAsync(connection, offer.Id, cancellationToken) is { State: OfferState.Offered }
            ? problem
            : null;
    }

    private async Task ConfirmAsync(
        NpgsqlConnection connection, Offer offer, Order order, OfferReportDecision.Confirmed confirmed, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var reference = offer.Reference!;
        await offers.SealReportAsync(connection, offer.Id, reference, seal.OfReport(offer, order, reference), cancellationToken);
        const string Type = "offer.fulfilled.confirmed";
        await orders.AppendEventAsync(connection, offer.Order, Type, now, Facts(offer), $"{Type}:{offer.Id}", cancellationToken);
        if (confirmed.IsFirst)
        {
            // Somebody had written the offer's state, not the order's: this is the first report.
            await RecordAsync(connection, offer, OfferReportRule.OrderStateAfter(offer.State), now, cancellationToken);
        }
    }

    /// <summary>Where an order was offered to several at once, the first to accept ends the others in the same step.</summary>
    private async Task LapseCompanionsAsync(
        NpgsqlConnection connection, Offer accepted, OfferReportDecision.Counted counted, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (!counted.EndsCompanions)
        {
            return;
        }

        foreach (var companion in await offers.LapseCompanionsAsync(connection, accepted, now, cancellationToken))
        {
            await RecordAsync(connection, companion, OfferReportRule.OrderStateAfter(companion.State), now, cancellationToken);
        }
    }

    private async Task RecordAsync(
        NpgsqlConnection connection, Offer offer, OrderState? orderMovesTo, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var facts = Facts(offer);
        await orders.AppendEventAsync(connection, offer.Order, $"offer.{offer.State.ToWire()}", now, facts, null, cancellationToken);
        if (orderMovesTo is { } state)
        {
            var move = await orders.MoveAsync(connection, offer.Order, state, now, facts, cancellationToken);
            if (OfferReportRule.IsPaidWithoutRelease(offer.State, move.Outcome))
            {
                await NoteUnpaidAsync(connection, offer, move.Current, facts, now, cancellationToken);
            }
        }

        await outbox.RaiseAsync(connection, offer.Order, LifecycleEvents.Offer, OfferProgress.Of(offer, now), now, cancellationToken);
    }

    /// <summary>
    /// The provider has paid in time, but the escrow has returned the funds meanwhile, or is about to: nothing pays the
    /// provider back, so that a person has to.
    /// </summary>
    private async Task NoteUnpaidAsync(
        NpgsqlConnection connection, Offer offer, OrderState order, Dictionary<string, string> facts, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        logger.LogCritical(
            "The provider {Provider} has paid order {Order} ({Reference}), which is {State}: no release will follow.",
            offer.Provider, offer.Order, offer.Reference, order.ToWire());
        facts["orderState"] = order.ToWire();
        await orders.AppendEventAsync(connection, offer.Order, "offer.fulfilled.unpaid", now, facts, null, cancellationToken);
    }

    /// <summary>
    /// A report that is refused has no claim; whoever looks into a complaint finds it in the order's history, once a reason.
    /// </summary>
    private async Task NoteRefusedAsync(
        NpgsqlConnection connection, Offer offer, OfferState reported, OfferChange change, Problem problem, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        if (!OfferReportRule.IsNotedWhenRefused(reported))
        {
            return;
        }

        var type = $"offer.{reported.ToWire()}.refused";
        var facts = Facts(offer with { Reference = change.Reference, Code = change.Code, Reason = change.Reason });
        facts["offerState"] = offer.State.ToWire();
        facts["problem"] = problem.Code;
        if (await orders.AppendEventAsync(connection, offer.Order, type, now, facts, $"{type}:{offer.Id}:{problem.Code}",
            cancellationToken))
        {
            logger.LogWarning(
                "The provider {Provider} reports offer {Offer} of order {Order} as {Reported} ({Reference}), which is {State}: "
                + "refused, {Problem}.",
                offer.Provider, offer.Id, offer.Order, reported.ToWire(), change.Reference, offer.State.ToWire(), problem.Code);
        }
    }

    private static Dictionary<string, string> Facts(Offer offer)
    {
        var facts = new Dictionary<string, string>
        {
            ["offerId"] = offer.Id.ToString(),
            ["provider"] = offer.Provider.ToString(),
            ["attempt"] = offer.Attempt.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in new[] { ("reference", offer.Reference), ("code", offer.Code), ("reason", offer.Reason) })
        {
            if (value is not null)
            {
                facts[name] = value;
            }
        }

        return facts;
    }
}
