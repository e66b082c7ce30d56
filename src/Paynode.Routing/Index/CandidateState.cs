using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>One provider in a corridor as it was read, from Redis or from memory.</summary>
internal sealed class CandidateState
{
    public required ProviderId Provider { get; init; }

    /// <summary>The provider's name in Redis' sets.</summary>
    public required string Member { get; init; }

    /// <summary>A gate that refuses it whatever the order, or null.</summary>
    public RoutingGate? Gate { get; init; }

    /// <summary>Balance less what is held, in liquidity units; negative after a balance was reported lower than what is held.</summary>
    public required long FreeUnits { get; init; }

    public ProviderTerms? Terms { get; init; }

    public required DateTimeOffset RatedAt { get; init; }

    public required DateTimeOffset HeartbeatAt { get; init; }

    /// <summary>What was learned of it, in the model's form; empty when nothing was.</summary>
    public required ReadOnlyMemory<byte> Model { get; init; }

    /// <summary>Its score in the ranking, in millionths; 0 when it is not in it.</summary>
    public long Rank { get; init; }

    /// <summary>Offers in flight that it carries without degrading; 0: no limit.</summary>
    public int Capacity => Terms?.MaxConcurrent ?? 0;

    /// <summary>The scorer's opinion of it, or null.</summary>
    public StoredScore? ScorerScore { get; init; }

    /// <summary>What the model made of <see cref="Model"/>, kept for the decisions that share a reading.</summary>
    public object? Decoded { get; set; }

    /// <summary>Ages of <see cref="OldestSent"/> in seconds when it was read; no older than a reading may be.</summary>
    public float[]? PendingAges { get; set; }

    public int InFlight { get; init; }

    /// <summary>When its oldest offers in flight were sent, in Unix milliseconds, oldest first.</summary>
    public IReadOnlyList<long> OldestSent { get; init; } = [];
}
