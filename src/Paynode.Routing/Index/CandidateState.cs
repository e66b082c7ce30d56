using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>The state of one provider in a corridor, as read from Redis or from memory.</summary>
internal sealed class CandidateState
{
    public required ProviderId Provider { get; init; }

    /// <summary>The provider's name in Redis' sets.</summary>
    public required string Member { get; init; }

    /// <summary>The order-independent gate that refuses it, or null.</summary>
    public RoutingGate? Gate { get; init; }

    /// <summary>Balance minus reservations, in liquidity units; negative after a balance was reported below the reservations.</summary>
    public required long FreeUnits { get; init; }

    public ProviderTerms? Terms { get; init; }

    public required DateTimeOffset RatedAt { get; init; }

    public required DateTimeOffset HeartbeatAt { get; init; }

    /// <summary>Its learned state, in the model's form; empty when nothing was learned.</summary>
    public required ReadOnlyMemory<byte> Model { get; init; }

    /// <summary>Its score in the ranking, in millionths; 0 when it is not ranked.</summary>
    public long Rank { get; init; }

    /// <summary>Offers in flight that it handles without degrading; 0 for no limit.</summary>
    public int Capacity => Terms?.MaxConcurrent ?? 0;

    /// <summary>The scorer's score for it, or null.</summary>
    public StoredScore? ScorerScore { get; init; }

    /// <summary>The model's parsed form of <see cref="Model"/>, cached for the decisions that share a reading.</summary>
    public object? Decoded { get; set; }

    /// <summary>Ages of <see cref="OldestSent"/> in seconds at the time of reading.</summary>
    public float[]? PendingAges { get; set; }

    public int InFlight { get; init; }

    /// <summary>When its oldest offers in flight were sent, in Unix milliseconds, oldest first.</summary>
    public IReadOnlyList<long> OldestSent { get; init; } = [];
}
