using System.Text.Json.Serialization;

namespace Paynode.Samples.Provider.Offers;

/// <summary>
/// <c>received → accepted → paying → paid</c>; <c>not_paid</c> from anywhere before <c>paying</c>.
/// <c>paid</c> and <c>not_paid</c> are final: an offer that was once reported as <c>not_paid</c> is never paid.
/// </summary>
public enum OfferState
{
    [JsonStringEnumMemberName("received")] Received,
    [JsonStringEnumMemberName("accepted")] Accepted,
    [JsonStringEnumMemberName("paying")] Paying,
    [JsonStringEnumMemberName("paid")] Paid,
    [JsonStringEnumMemberName("not_paid")] NotPaid,
}
