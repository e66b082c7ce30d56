using System.Text.Json.Serialization;

namespace Paynode.Payments;

/// <summary>A provider's answer to the status query of an offer.</summary>
/// <param name="OfferId">Which offer; an answer about another offer is rejected.</param>
/// <param name="State">received, accepted, paying, paid or not_paid.</param>
/// <param name="Reference">The payout's reference, with <c>paid</c>.</param>
public sealed record OfferStatus(string? OfferId, string? State, string? Reference)
{
    /// <summary>Why an answer is unreliable; null when it is valid.</summary>
    [JsonIgnore]
    public string? Problem { get; init; }

    /// <summary>An answer that was received but is unreliable. It does not count as no answer: the provider may have paid.</summary>
    public static OfferStatus Unreadable(string problem) => new(null, null, null) { Problem = problem };
}
