using System.Buffers.Binary;
using Paynode.Domain;

namespace Paynode.Routing.Index;

/// <summary>
/// The first model: the share of successes with old outcomes fading out, less what the provider costs. It explores
/// nothing; an unknown provider starts at the prior, which most known ones beat or miss by a little.
/// </summary>
internal sealed class DecayedSuccessModel : IRoutingModel
{
    /// <summary>What a delivered order is worth before its cost, in basis points of its amount.</summary>
    private const double ValueBps = 100;

    private const double PriorSuccess = 0.9, PriorWeight = 4;
    private const int Size = 3 * sizeof(double);
    private static readonly TimeSpan HalfLife = TimeSpan.FromHours(6);

    public string Version => "decayed-1";

    public Ranking Rank(RankingRequest request)
    {
        if (request.Candidates.Count == 0)
        {
            return new Ranking([], [], false);
        }

        var best = request.Candidates.Max(c => c.Terms!.Rate);
        var preference = request.Candidates
            .Select(c => Score(c, best, request.Now))
            .OrderByDescending(c => c.Numbers.Utility)
            .ThenBy(c => c.State.Provider.Value)
            .Select((c, i) => c with { Numbers = c.Numbers with { Rank = i + 1 }, Propensity = i == 0 ? 1 : 0 })
            .ToArray();
        return new Ranking(preference, [], false);
    }

    public ReadOnlyMemory<byte> Context(OrderFacts order) => ReadOnlyMemory<byte>.Empty;

    public Learned Learn(LessonRequest lesson)
    {
        var corridor = lesson.CorridorModel.ToArray();
        if (RefusalCode.IsBusiness(lesson.Outcome.Code))
        {
            return new Learned(corridor, lesson.Model.ToArray());
        }

        var (successes, weight) = Faded(lesson.Model.Span, lesson.Outcome.At);
        var won = lesson.Outcome.State == OfferState.Fulfilled ? 1 : 0;
        return new Learned(corridor, Encode(successes + won, weight + 1, lesson.Outcome.At));
    }

    public Standing Standing(
        ReadOnlyMemory<byte> corridorModel, ReadOnlyMemory<byte> model, double costBps, DateTimeOffset now)
    {
        var (successes, weight) = Faded(model.Span, now);
        var utilityBps = Success(successes, weight) * (ValueBps - costBps);
        return new Standing((long)(utilityBps * 100), 1 / (PriorWeight + weight));
    }

    private static RankedCandidate Score(CandidateState candidate, ExchangeRate best, DateTimeOffset now)
    {
        var (successes, weight) = Faded(candidate.Model.Span, now);
        var p = Success(successes, weight);
        var costBps = Cost.SpreadBps(candidate.Terms!.Rate, best);
        var numbers = new RoutedCandidate(candidate.Provider)
        {
            Rate = candidate.Terms.Rate,
            PMean = p,
            PSample = p,
            InFlight = candidate.InFlight,
            CostBps = costBps,
            Utility = p * (ValueBps - costBps),
        };
        return new RankedCandidate(candidate, numbers, ReadOnlyMemory<byte>.Empty, 0);
    }

    private static double Success(double successes, double weight) =>
        (successes + PriorSuccess * PriorWeight) / (weight + PriorWeight);

    private static (double Successes, double Weight) Faded(ReadOnlySpan<byte> model, DateTimeOffset now)
    {
        if (model.Length != Size)
        {
            return (0, 0);
        }

        var age = now.ToUnixTimeMilliseconds() - BinaryPrimitives.ReadInt64LittleEndian(model[16..]);
        var fade = Math.Pow(0.5, Math.Max(0, age) / HalfLife.TotalMilliseconds);
        return (BinaryPrimitives.ReadDoubleLittleEndian(model) * fade, BinaryPrimitives.ReadDoubleLittleEndian(model[8..]) * fade);
    }

    private static byte[] Encode(double successes, double weight, DateTimeOffset at)
    {
        var model = new byte[Size];
        BinaryPrimitives.WriteDoubleLittleEndian(model, successes);
        BinaryPrimitives.WriteDoubleLittleEndian(model.AsSpan(8), weight);
        BinaryPrimitives.WriteInt64LittleEndian(model.AsSpan(16), at.ToUnixTimeMilliseconds());
        return model;
    }
}
