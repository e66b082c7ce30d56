using System.Text.Json.Serialization;

namespace Paynode.Samples.Provider.Offers;

/// <summary>What Paynode has acknowledged about an offer. Until then the provider still has to report.</summary>
public enum Report
{
    [JsonStringEnumMemberName("none")] None,
    [JsonStringEnumMemberName("declined")] Declined,
    [JsonStringEnumMemberName("failed")] Failed,
    [JsonStringEnumMemberName("fulfilled")] Fulfilled,

    /// <summary>Paynode refused the report: the offer was no longer this provider's.</summary>
    [JsonStringEnumMemberName("refused")] Refused,
}
