using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.Samples.Provider.Offers;

/// <summary>
/// Processes each offer: screening, acceptance, payout, report. The order of the steps is essential: funds are reserved before
/// accepting, the acceptance is confirmed before paying, and the payout is journalled before it is reported.
/// </summary>
public sealed class OfferService(
    OfferStore store, PaynodeApi paynode, Screening screening, BehaviourDial dial, TimeProvider timeProvider, ILogger logger)
{
    /// <summary>How long a report of a payout is retried; after that an operator must investigate.</summary>
    private static readonly TimeSpan ReportFor = TimeSpan.FromDays(1);

    public async Task WorkAsync(Guid offerId, CancellationToken stop)
    {
        var record = store.Find(offerId)!;
        await (record.State switch
        {
            OfferState.Received => DecideAsync(record.Offer, record.FundsSetAside, stop),
            OfferState.Accepted => PayOrFailAsync(record.Offer, dial.Draw(), stop),
            OfferState.Paying => CompleteAsync(record.Offer, Behaviour.Pay, stop),
            OfferState.Paid when record.Report == Report.None => ReportPaidAsync(record.Offer, stop),
            OfferState.NotPaid when record is { Report: Report.None, Code: { } code } => record.FundsSetAside
                ? ReportNotPaidAsync(record, stop)
                : SendDeclineAsync(record.Offer, new Refusal(code, record.Reason!), stop),
            _ => Task.CompletedTask,
        });
    }

    private async Task DecideAsync(Offer offer, bool isResumed, CancellationToken stop)
    {
        var behaviour = dial.Draw();
        var refusal = isResumed ? null : screening.Check(offer) ?? RefusalOf(behaviour);
        if (behaviour.Kind == BehaviourKind.Silent && !isResumed)
        {
            return;
        }

        if (refusal is null && !store.SetAside(offer.OfferId))
        {
            refusal = new Refusal(ReasonCode.InsufficientLiquidity, "The account does not hold the amount.");
        }

        if (refusal is not null)
        {
            await DeclineAsync(offer, refusal, stop);
            return;
        }

        if (await AcceptAsync(offer, stop))
        {
            await PayOrFailAsync(offer, behaviour, stop);
        }
    }

    private Refusal? RefusalOf(Behaviour behaviour)
    {
        if (behaviour.Kind == BehaviourKind.Dry)
        {
            store.Drain();
            return new Refusal(ReasonCode.InsufficientLiquidity, "The account is empty.");
        }

        return behaviour.Kind == BehaviourKind.Decline
            ? new Refusal(behaviour.Code ?? ReasonCode.ProviderUnavailable, "Configured to decline.")
            : null;
    }

    private async Task DeclineAsync(Offer offer, Refusal refusal, CancellationToken stop)
    {
        // Closed in our own store first: from here on no other path can pay it.
        if (store.CloseUnpaid(offer.OfferId, refusal.Code, refusal.Reason) is { State: OfferState.NotPaid })
        {
            await SendDeclineAsync(offer, refusal, stop);
        }
    }

    private async Task SendDeclineAsync(Offer offer, Refusal refusal, CancellationToken stop)
    {
        var reply = await paynode.DeclineAsync(offer, refusal.Code, refusal.Reason, offer.PayBy, stop);
        store.Acknowledge(offer.OfferId, reply.IsTaken ? Report.Declined : Report.Refused);
    }

    /// <summary>True only if Paynode responded 200. If it refused, or never responded in time, the offer is closed unpaid.</summary>
    private async Task<bool> AcceptAsync(Offer offer, CancellationToken stop)
    {
        // Retried beyond acceptBy, because an earlier attempt may have been accepted before it; the repeated call then still gets
        // 200.
        var reply = await paynode.AcceptAsync(offer, offer.PayBy, stop);
        if (reply.IsTaken
            && store.Move(offer.OfferId, OfferState.Received, record => record with { State = OfferState.Accepted }) is not null)
        {
            return true;
        }

        logger.LogInformation("Offer {OfferId} is not ours: {Reply}", offer.OfferId, reply);
        store.CloseUnpaid(offer.OfferId, code: null, "Paynode did not confirm the acceptance.");
        store.Acknowledge(offer.OfferId, Report.Refused);
        return false;
    }

    private async Task PayOrFailAsync(Offer offer, Behaviour behaviour, CancellationToken stop)
    {
        if (behaviour.Kind == BehaviourKind.Stall)
        {
            return;
        }

        var refusal = behaviour.Kind == BehaviourKind.Fail
            ? new Refusal(behaviour.Code ?? ReasonCode.InstitutionUnavailable, "Configured to fail.")
            : timeProvider.GetUtcNow() >= offer.PayBy ? new Refusal(ReasonCode.Other, "The pay window ended before the payout could start.")
            : null;
        if (refusal is not null)
        {
            if (store.CloseUnpaid(offer.OfferId, refusal.Code, refusal.Reason) is { State: OfferState.NotPaid } closed)
            {
                await ReportNotPaidAsync(closed, stop);
            }

            return;
        }

        // The compare-and-set ensures a single payout: a second worker, or an earlier retraction, finds another state.
        if (store.Move(
            offer.OfferId, OfferState.Accepted,
            record => record with { State = OfferState.Paying, Reference = ReferenceOf(offer) }) is not null)
        {
            await CompleteAsync(offer, behaviour, stop);
        }
    }

    private async Task CompleteAsync(Offer offer, Behaviour behaviour, CancellationToken stop)
    {
        // A real provider instructs its bank here, with the reference as the idempotency key, and waits for the bank's
        // confirmation.
        if (behaviour.Kind == BehaviourKind.Slow)
        {
            await Task.Delay(behaviour.Delay, timeProvider, stop);
        }

        store.Move(offer.OfferId, OfferState.Paying, record => record with { State = OfferState.Paid, PaidAt = timeProvider.GetUtcNow() });
        if (behaviour.Kind == BehaviourKind.FailAfterPaid)
        {
            await MisreportAsync(offer, behaviour, stop);
            return;
        }

        await ReportPaidAsync(offer, stop);
    }

    private async Task ReportPaidAsync(Offer offer, CancellationToken stop)
    {
        var record = store.Find(offer.OfferId)!;
        var reply = await paynode.FulfilAsync(offer, record.Reference!, record.PaidAt!.Value, timeProvider.GetUtcNow() + ReportFor, stop);
        if (!reply.IsTaken)
        {
            // The payout was made and will not be settled: a real provider raises an alert here.
            logger.LogError(
                "Offer {OfferId} was paid ({Reference}) but the report was refused: {Reply}", offer.OfferId, record.Reference, reply);
        }

        store.Acknowledge(offer.OfferId, reply.IsTaken ? Report.Fulfilled : Report.Refused);
    }

    private async Task ReportNotPaidAsync(OfferRecord record, CancellationToken stop)
    {
        var reply = await paynode.FailAsync(record.Offer, record.Code!, record.Reason!, timeProvider.GetUtcNow() + ReportFor, stop);
        store.Acknowledge(record.Offer.OfferId, reply.IsTaken ? Report.Failed : Report.Refused);
    }

    /// <summary>
    /// Misbehaviour: the provider paid and reports a failure. A failure report is binding, so the later report of payment is
    /// refused.
    /// </summary>
    private async Task MisreportAsync(Offer offer, Behaviour behaviour, CancellationToken stop)
    {
        store.Acknowledge(offer.OfferId, Report.Failed);
        await paynode.FailAsync(
            offer, behaviour.Code ?? ReasonCode.InstitutionUnavailable, "Configured to fail after paying.",
            timeProvider.GetUtcNow() + ReportFor, stop);
        if (behaviour.FulfilAfter is { } wait)
        {
            await Task.Delay(wait, timeProvider, stop);
            await ReportPaidAsync(offer, stop);
        }
    }

    /// <summary>Derived from the offer alone, so that every repetition of the payout uses the same one.</summary>
    private static string ReferenceOf(Offer offer) => $"SP-{offer.OfferId:N}";
}
