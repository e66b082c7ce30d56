using Paynode.Payments;

namespace Paynode.Routing.Index;

/// <summary>
/// The port from the index to the model. The model's state is opaque bytes to the index, so that either may change without
/// the other. Implementations are pure: time and the seed of every draw are passed in.
/// </summary>
internal interface IRoutingModel
{
    /// <summary>Recorded with every decision.</summary>
    string Version { get; }

    /// <summary>Orders the candidates by preference.</summary>
    Ranking Rank(RankingRequest request);

    /// <summary>The context to store with an order and pass back with its outcome, whichever provider gets it.</summary>
    /// <param name="order">The order.</param>
    /// <param name="reading">The reading on which it is decided; null when it was decided long ago.</param>
    ReadOnlyMemory<byte> Context(OrderFacts order, CandidateReading? reading);

    /// <summary>Learns from outcomes, one after the other.</summary>
    /// <param name="corridorModel">The corridor's part.</param>
    /// <param name="models">The providers' parts; a missing one belongs to a provider without outcomes.</param>
    /// <param name="attempts">The outcomes.</param>
    Learned Learn(
        ReadOnlyMemory<byte> corridorModel,
        IReadOnlyDictionary<ProviderId, ReadOnlyMemory<byte>> models,
        IReadOnlyList<Attempt> attempts);

    /// <summary>A provider's figures by name, for external scorers.</summary>
    IReadOnlyDictionary<string, double> Describe(StandingRequest request);

    /// <summary>A provider's rank score in the corridor and its weight in the sampling set, independent of any order.</summary>
    Standing Standing(StandingRequest request);
}

/// <summary>The order's features for the model.</summary>
internal sealed record OrderFacts(Money Source, string Method, string Institution, DateTimeOffset At);

/// <summary>Candidates to order.</summary>
/// <param name="Order">The order; null for a quote, which is not an order yet.</param>
/// <param name="Reading">The reading that the candidates come from.</param>
/// <param name="Candidates">Those that no gate refused.</param>
/// <param name="Seed">The seed of every draw: the same attempt with the same state gives the same result.</param>
/// <param name="Now">The current time.</param>
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
/// <param name="Tag">The data that the model needs with the outcome if this candidate is chosen.</param>
/// <param name="Propensity">Probability that the policy puts it first; known for the first only.</param>
internal sealed record RankedCandidate(
    CandidateState State, RoutedCandidate Numbers, ReadOnlyMemory<byte> Tag, double? Propensity);

/// <summary>An attempt that has ended.</summary>
/// <param name="Provider">The provider that was asked.</param>
/// <param name="SentAt">When it was decided.</param>
/// <param name="Context">The values of <see cref="IRoutingModel.Context"/> and the tag.</param>
/// <param name="Outcome">How it ended.</param>
internal sealed record Attempt(ProviderId Provider, DateTimeOffset SentAt, ReadOnlyMemory<byte> Context, Outcome Outcome);

/// <summary>The learned state: the corridor's part, and those of the providers that were attempted.</summary>
internal sealed record Learned(byte[] CorridorModel, IReadOnlyDictionary<ProviderId, byte[]> Models);

/// <summary>A request for a provider's standing.</summary>
/// <param name="Reading">The reading with the corridor's part.</param>
/// <param name="Candidate">The provider's part, and its orders in flight.</param>
/// <param name="SpreadBps">How far its rate is below the corridor's best.</param>
/// <param name="Now">The current time.</param>
internal readonly record struct StandingRequest(
    CandidateReading Reading, CandidateState Candidate, double SpreadBps, DateTimeOffset Now);

/// <summary>See <see cref="IRoutingModel.Standing"/>.</summary>
/// <param name="Rank">Expected value in millionths of an order's amount.</param>
/// <param name="Weight">Above zero; how often it is sampled, relative to others.</param>
internal readonly record struct Standing(long Rank, double Weight);
