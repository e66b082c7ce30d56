using System.Text.Json.Serialization;

namespace Paynode.Payments;

/// <summary>A provider's answer to the question what has become of an offer.</summary>
/// <param name="OfferId">Which offer; an answer about another one is not relied on.</param>
/// <param name="State">received, accepted, paying, paid or not_paid.</param>
/// <param name="Reference">The payout's reference, with <c>paid</c>.</param>
public sealed record OfferStatus(string? OfferId, string? State, string? Reference)
{
    /// <summary>Why an answer that came cannot be relied on; null where it can.</summary>
    [JsonIgnore]
    public string? Problem { get; init; }

    /// <summary>An answer that came and cannot be relied on. It is not silence: the provider may have paid.</summary>
    public static OfferStatus Unreadable(string problem) => new(null, null, null) { Problem = problem };
}
