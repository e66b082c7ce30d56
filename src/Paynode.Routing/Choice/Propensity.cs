namespace Paynode.Routing.Choice;

/// <summary>
/// The probability with which a candidate wins the Thompson draw, by quadrature instead of repeated draws:
/// P(i first) = ∫ Π_{j≠i} P(U_j &lt; u) dP(U_i &lt; u). Each U is a logistic-normal, or a mixture of two of them when the
/// candidate may be probed, so P(U_j &lt; u) is a normal distribution function of logit(u / amplitude). The integral is
/// taken over the candidate's own standard normal, 16 Gauss–Legendre nodes across the strongest rival's range and 16
/// above it; nothing is counted below that range, where the rival is certain to win, and rivals that cannot reach it are
/// skipped. The computation takes one or two microseconds.
/// </summary>
internal static class Propensity
{
    /// <summary>Standard deviations beyond which a tail is treated as empty (3·10⁻⁶).</summary>
    private const double Tail = 4.5;

    /// <summary>No propensity is recorded below this: its inverse as a weight would dominate every other in an estimate.</summary>
    private const double Least = 1e-6;

    private static readonly double[] Nodes =
    [
        0.0950125098376374, 0.2816035507792589, 0.4580167776572274, 0.6178762444026438,
        0.7554044083550030, 0.8656312023878318, 0.9445750230732326, 0.9894009349916499,
    ];

    private static readonly double[] Weights =
    [
        0.1894506104550685, 0.1826034150449236, 0.1691565193950025, 0.1495959888165767,
        0.1246289712555339, 0.0951585116824928, 0.0622535239386479, 0.0271524594117541,
    ];

    /// <summary>Probability that candidate <paramref name="winner"/> is first among those in <paramref name="eligible"/>.</summary>
    public static double Of(
        int winner, ReadOnlySpan<int> eligible, ReadOnlySpan<CandidateScore> scores, double exploration)
    {
        ref readonly var own = ref scores[winner];
        var wins = Wins(winner, Plain(own, exploration), eligible, scores, exploration);
        if (own.ProbeProbability > 0)
        {
            var probed = Wins(winner, Probed(own, exploration), eligible, scores, exploration);
            wins += own.ProbeProbability * (probed - wins);
        }

        return Math.Clamp(own.AdmitProbability * wins, Least, 1);
    }

    private static double Wins(
        int winner, in UtilityDraw own, ReadOnlySpan<int> eligible, ReadOnlySpan<CandidateScore> scores, double exploration)
    {
        var (start, crest) = StrongestRival(winner, eligible, scores, exploration);
        Span<int> room = eligible.Length <= 256 ? stackalloc int[eligible.Length] : new int[eligible.Length];
        var rivals = Rivals(winner, start, eligible, scores, exploration, room);
        var from = Math.Clamp(own.DeviationAt(start), -Tail, 8);
        if (rivals.IsEmpty)
        {
            return UtilityDraw.NormalCdf(-from);
        }

        var to = Math.Max(Tail, from + 3);
        var middle = Math.Clamp(own.DeviationAt(crest), from, to);
        return Integrate(from, middle, own, rivals, scores, exploration)
            + Integrate(middle, to, own, rivals, scores, exploration);
    }

    private static double Integrate(
        double from, double to, in UtilityDraw own, ReadOnlySpan<int> rivals, ReadOnlySpan<CandidateScore> scores, double exploration)
    {
        var (half, middle, sum) = ((to - from) / 2, (to + from) / 2, 0.0);
        for (var i = 0; half > 1e-9 && i < Nodes.Length; i++)
        {
            var (low, high) = (middle - half * Nodes[i], middle + half * Nodes[i]);
            sum += Weights[i] * UtilityDraw.NormalDensity(low) * AllBelow(own.At(low), rivals, scores, exploration);
            sum += Weights[i] * UtilityDraw.NormalDensity(high) * AllBelow(own.At(high), rivals, scores, exploration);
        }

        return half * sum;
    }

    /// <summary>
    /// The range of the rival that is certain to compete and has the highest minimum utility: below its lower end that rival
    /// almost certainly wins.
    /// </summary>
    private static (double Start, double Crest) StrongestRival(
        int winner, ReadOnlySpan<int> eligible, ReadOnlySpan<CandidateScore> scores, double exploration)
    {
        var (start, crest) = (double.NegativeInfinity, double.NegativeInfinity);
        foreach (var i in eligible)
        {
            if (i == winner || scores[i].AdmitProbability < 1)
            {
                continue;
            }

            var plain = Plain(scores[i], exploration);
            var lowest = Math.Min(plain.At(-Tail), Probed(scores[i], exploration).At(-Tail));
            if (lowest > start)
            {
                (start, crest) = (lowest, plain.At(2.5));
            }
        }

        return (start, crest);
    }

    private static ReadOnlySpan<int> Rivals(
        int winner, double start, ReadOnlySpan<int> eligible, ReadOnlySpan<CandidateScore> scores, double exploration, Span<int> room)
    {
        var count = 0;
        foreach (var i in eligible)
        {
            if (i == winner)
            {
                continue;
            }

            var highest = Plain(scores[i], exploration).At(Tail);
            if (scores[i].ProbeProbability > 0)
            {
                highest = Math.Max(highest, Probed(scores[i], exploration).At(Tail));
            }

            if (highest > start)
            {
                room[count++] = i;
            }
        }

        return room[..count];
    }

    private static double AllBelow(
        double utility, ReadOnlySpan<int> rivals, ReadOnlySpan<CandidateScore> scores, double exploration)
    {
        var product = 1.0;
        foreach (var i in rivals)
        {
            ref readonly var rival = ref scores[i];
            var below = Plain(rival, exploration).Below(utility);
            if (rival.ProbeProbability > 0)
            {
                below += rival.ProbeProbability * (Probed(rival, exploration).Below(utility) - below);
            }

            product *= 1 - rival.AdmitProbability * (1 - below);
        }

        return product;
    }

    private static UtilityDraw Plain(in CandidateScore score, double exploration) =>
        new(score.LogOddsMean, exploration * score.LogOddsSd, score.Amplitude);

    private static UtilityDraw Probed(in CandidateScore score, double exploration) =>
        new(score.LogOddsMean, exploration * score.LogOddsSd, score.HealthyAmplitude);
}
