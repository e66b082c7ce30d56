using System.Text.Json.Serialization;

namespace Paynode.Samples.Provider.Behaviours;

/// <summary>How this provider treats an offer.</summary>
public enum BehaviourKind
{
    /// <summary>Accepts, pays immediately, reports.</summary>
    [JsonStringEnumMemberName("pay")] Pay,

    /// <summary>Accepts and pays, but its bank takes the given delay.</summary>
    [JsonStringEnumMemberName("slow")] Slow,

    /// <summary>Declines with the given code.</summary>
    [JsonStringEnumMemberName("decline")] Decline,

    /// <summary>Receives the offer and never responds.</summary>
    [JsonStringEnumMemberName("silent")] Silent,

    /// <summary>Accepts, then neither pays nor reports.</summary>
    [JsonStringEnumMemberName("stall")] Stall,

    /// <summary>Accepts, does not pay, reports a failure with the given code.</summary>
    [JsonStringEnumMemberName("fail")] Fail,

    /// <summary>Accepts, pays, and still reports a failure; may report the payout later, when it is too late.</summary>
    [JsonStringEnumMemberName("fail-after-paid")] FailAfterPaid,

    /// <summary>Has run out of liquidity: declines, and publishes an empty account from the first decline on.</summary>
    [JsonStringEnumMemberName("dry")] Dry,
}
