using System.Text.Json.Serialization;

namespace Paynode.Samples.Provider.Offers;

/// <summary>What Paynode acknowledged about an offer. Until then the provider still owes it a word.</summary>
public enum Report
{
    [JsonStringEnumMemberName("none")] None,
    [JsonStringEnumMemberName("declined")] Declined,
    [JsonStringEnumMemberName("failed")] Failed,
    [JsonStringEnumMemberName("fulfilled")] Fulfilled,

    /// <summary>Paynode refused what was reported: the offer was no longer this provider's.</summary>
    [JsonStringEnumMemberName("refused")] Refused,
}
