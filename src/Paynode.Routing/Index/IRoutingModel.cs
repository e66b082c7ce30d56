using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>
/// What the index asks of the model. The model's state is bytes to the index, so that either may change without the other.
/// Implementations are pure: time and the seed of every draw are passed in.
/// </summary>
internal interface IRoutingModel
{
    /// <summary>Recorded with every decision.</summary>
    string Version { get; }

    /// <summary>Orders the candidates by preference.</summary>
    Ranking Rank(RankingRequest request);

    /// <summary>What is wanted back with the outcome of an order, whoever gets it.</summary>
    /// <param name="order">The order.</param>
    /// <param name="reading">The reading that it is decided on; null when it was decided long ago.</param>
    ReadOnlyMemory<byte> Context(OrderFacts order, CandidateReading? reading);

    /// <summary>Learns from outcomes, one after the other.</summary>
    /// <param name="corridorModel">The corridor's part.</param>
    /// <param name="models">The providers' parts; one that is missing is of a provider nothing is known of.</param>
    /// <param name="attempts">The outcomes.</param>
    Learned Learn(
        ReadOnlyMemory<byte> corridorModel,
        IReadOnlyDictionary<ProviderId, ReadOnlyMemory<byte>> models,
        IReadOnlyList<Attempt> attempts);

    /// <summary>A provider's figures by name, for whoever judges it from outside.</summary>
    IReadOnlyDictionary<string, double> Describe(StandingRequest request);

    /// <summary>A provider's place in the corridor's ranking and its weight in the sampling set, apart from any order.</summary>
    Standing Standing(StandingRequest request);
}

/// <summary>What the model knows of an order.</summary>
internal sealed record OrderFacts(Money Source, string Method, string Institution, DateTimeOffset At);

/// <summary>Candidates to order.</summary>
/// <param name="Order">For which order; null for a quote, which is not yet one.</param>
/// <param name="Reading">The reading that the candidates come from.</param>
/// <param name="Candidates">Those that no gate refused.</param>
/// <param name="Seed">Of every draw: the same attempt over the same state comes out the same.</param>
/// <param name="Now">When.</param>
internal sealed record RankingRequest(
    OrderFacts? Order,
    CandidateReading Reading,
    IReadOnlyList<CandidateState> Candidates,
    ulong Seed,
    DateTimeOffset Now);

/// <summary>The candidates in order of preference, and those that the model's own gates refused.</summary>
internal sealed record Ranking(
    IReadOnlyList<RankedCandidate> Preference, IReadOnlyList<RoutedCandidate> Refused, bool Sampled);

/// <summary>A candidate with its numbers.</summary>
/// <param name="State">As it was read.</param>
/// <param name="Numbers">As the decision records it.</param>
/// <param name="Tag">What the model wants back with the outcome if this one is chosen.</param>
/// <param name="Propensity">Probability that the policy puts it first; known of the first only.</param>
internal sealed record RankedCandidate(
    CandidateState State, RoutedCandidate Numbers, ReadOnlyMemory<byte> Tag, double? Propensity);

/// <summary>An attempt that has ended.</summary>
/// <param name="Provider">Who was asked.</param>
/// <param name="SentAt">When it was decided.</param>
/// <param name="Context">What <see cref="IRoutingModel.Context"/> and the tag said.</param>
/// <param name="Outcome">How it ended.</param>
internal sealed record Attempt(ProviderId Provider, DateTimeOffset SentAt, ReadOnlyMemory<byte> Context, Outcome Outcome);

/// <summary>What was learned: the corridor's part, and those of the providers that were attempted.</summary>
internal sealed record Learned(byte[] CorridorModel, IReadOnlyDictionary<ProviderId, byte[]> Models);

/// <summary>A provider whose standing is asked.</summary>
/// <param name="Reading">Of the corridor's part.</param>
/// <param name="Candidate">Of the provider's part, and what it has in flight.</param>
/// <param name="SpreadBps">How far its rate lies below the corridor's best.</param>
/// <param name="Now">When.</param>
internal readonly record struct StandingRequest(
    CandidateReading Reading, CandidateState Candidate, double SpreadBps, DateTimeOffset Now);

/// <summary>See <see cref="IRoutingModel.Standing"/>.</summary>
/// <param name="Rank">Expected value in millionths of an order's amount.</param>
/// <param name="Weight">Above zero; how often it is drawn, relative to others.</param>
internal readonly record struct Standing(long Rank, double Weight);
