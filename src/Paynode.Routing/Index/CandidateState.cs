using Paynode.Domain;

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

    public int InFlight { get; init; }

    /// <summary>When its oldest offers in flight were sent, in Unix milliseconds, oldest first.</summary>
    public IReadOnlyList<long> OldestSent { get; init; } = [];
}
