using System.ComponentModel.DataAnnotations;

namespace Paynode.Client;

/// <summary>Why the operator does something.</summary>
/// <param name="Reason">For the audit: 1 to 500 characters.</param>
public sealed record ReasonRequest(string? Reason);

/// <summary>Decides releases that wait for the operator.</summary>
/// <param name="Decision">"release" lets them go; "refuse" refunds the payers instead.</param>
/// <param name="Reason">Why, for the orders' histories and the audit: 1 to 500 characters.</param>
/// <param name="OrderIds">The orders; left out, all of the provider's that wait.</param>
public sealed record HeldReleasesRequest(
    [property: AllowedValues(HeldReleasesRequest.Release, HeldReleasesRequest.Refuse)] string? Decision, string? Reason,
    IReadOnlyList<string>? OrderIds = null)
{
    /// <summary>The releases go.</summary>
    public const string Release = "release";

    /// <summary>The payers are refunded.</summary>
    public const string Refuse = "refuse";
}

/// <summary>Which releases were decided.</summary>
/// <param name="OrderIds">Their orders. One that a transaction carries already cannot be refused, and is not among them.</param>
public sealed record HeldReleasesDecidedResponse(IReadOnlyList<string> OrderIds);

/// <summary>Releases that wait for the operator.</summary>
/// <param name="Releases">Oldest first.</param>
public sealed record HeldReleaseListResponse(IReadOnlyList<HeldReleaseResponse> Releases);

/// <summary>A release that waits for the operator.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="Chain">The chain.</param>
/// <param name="Amount">What the escrow would release, fees included.</param>
/// <param name="Receiver">Where it would go; null for a refund that is not proven.</param>
/// <param name="HeldAt">Since when it waits.</param>
/// <param name="Reason">Why it waits.</param>
/// <param name="Deadline">From when on the payer can take the funds back.</param>
/// <param name="IsInTransaction">Whether a transaction carries it already; then it may still happen.</param>
public sealed record HeldReleaseResponse(
    string? OrderId, string Chain, MoneyAmount Amount, string? Receiver, DateTimeOffset HeldAt, string Reason, DateTimeOffset? Deadline,
    bool IsInTransaction);

/// <summary>News of providers, for the scorer.</summary>
/// <param name="Text">
/// 1 to 1,500 characters of a status page, an incident report, a regulator's notice. It is taken as a claim of others, never
/// as an instruction.
/// </param>
/// <param name="Corridor">"USDC-NGN"; left out, it concerns every corridor.</param>
public sealed record IncidentRequest(string? Text, string? Corridor = null);

/// <summary>News that was kept.</summary>
/// <param name="Id">Which.</param>
/// <param name="At">When it was reported.</param>
public sealed record IncidentResponse(string Id, DateTimeOffset At);

/// <summary>What the invariants say.</summary>
/// <param name="Holds">Whether all of them hold.</param>
/// <param name="Checks">Each of them.</param>
public sealed record InvariantsResponse(bool Holds, IReadOnlyList<InvariantCheckResponse> Checks);

/// <summary>What one invariant said when it was checked.</summary>
/// <param name="Name">Stable, lower_snake_case.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Detail">The figures that were compared.</param>
public sealed record InvariantCheckResponse(string Name, bool Holds, string Detail);

/// <summary>Messages that were given up.</summary>
/// <param name="Queue">Their queue.</param>
/// <param name="Letters">The oldest of them.</param>
public sealed record DeadLettersResponse(string Queue, IReadOnlyList<DeadLetterResponse> Letters);

/// <summary>A message that was given up. Its body is not shown.</summary>
/// <param name="MessageId">The message's id, which names the event that it carries.</param>
/// <param name="SessionId">The order's id in the escrow.</param>
/// <param name="EnqueuedAt">When it was sent.</param>
/// <param name="DeliveryCount">How often it was tried.</param>
/// <param name="Reason">Why it was given up.</param>
public sealed record DeadLetterResponse(string MessageId, string? SessionId, DateTimeOffset EnqueuedAt, int DeliveryCount, string? Reason);

/// <summary>What was put back.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Requeued">How many messages.</param>
public sealed record RequeuedResponse(string Queue, int Requeued);

/// <summary>What the operator did.</summary>
/// <param name="Entries">Newest first, 200 at most.</param>
public sealed record AuditResponse(IReadOnlyList<AuditEntryResponse> Entries);

/// <summary>One act of the operator.</summary>
/// <param name="Id">Counts up.</param>
/// <param name="At">When.</param>
/// <param name="Action">What.</param>
/// <param name="Subject">On whom: a tenant's, provider's or order's id.</param>
/// <param name="Data">Facts.</param>
public sealed record AuditEntryResponse(
    long Id, DateTimeOffset At, string Action, string Subject, IReadOnlyDictionary<string, string> Data);

/// <summary>How the host is.</summary>
/// <param name="Status">"ok" or "unavailable".</param>
/// <param name="Checks">Each part and how it is: "ok", or what is wrong.</param>
public sealed record HealthResponse(string Status, IReadOnlyDictionary<string, string> Checks);
