using System.Buffers.Binary;

namespace Paynode.Routing.Learning;

/// <summary>
/// β: how much the external scorer's score changes the log-odds. Learned on what the base model leaves unexplained, so the
/// base never depends on the scorer: the weight of a useless scorer converges to zero and that of an adversarial one becomes
/// negative. It stays in shadow mode (<see cref="Weight"/> = 0) until, over the last 2,000 scored outcomes, predictions with
/// it had a smaller log-loss than those without; and it returns to shadow mode when that is no longer true.
/// </summary>
public sealed class ScorerTrust
{
    /// <summary>First byte of the serialised form.</summary>
    public const byte FormatVersion = 1;

    /// <summary>Bytes of the serialised form.</summary>
    public const int ByteCount = 16 + (4 + Blocks) * sizeof(double);

    /// <summary>Largest magnitude of a score, in log-odds.</summary>
    public const double MostScore = 1.5;

    /// <summary>Largest magnitude of β: the scorer can never change the log-odds by more than the clipped score itself.</summary>
    public const double MostWeight = 1;

    /// <summary>Outcomes over which the scorer is evaluated.</summary>
    public const int Window = Blocks * BlockSize;

    private const int Blocks = 20;
    private const int BlockSize = 100;
    private const double PriorVariance = 0.25;

    /// <summary>Variance that β regains with each outcome, so that a change in the scorer is detected within a few hundred.</summary>
    private const double Drift = 2e-5;

    private readonly double[] _advantages = new double[Blocks];
    private double _blockAdvantage;
    private int _block;
    private int _inBlock;

    /// <summary>Belief about β, in shadow mode or not.</summary>
    public Gaussian Learned { get; private set; } = new(0, PriorVariance);

    /// <summary>Scored outcomes seen.</summary>
    public long Outcomes { get; private set; }

    /// <summary>Log-loss saved per outcome by using the scorer, over the last full window; positive is better.</summary>
    public double Advantage => (_advantages.Sum() + _blockAdvantage) / Window;

    /// <summary>Whether the scorer is used in decisions.</summary>
    public bool IsProven { get; private set; }

    /// <summary>The β that decisions use: 0 in shadow mode, otherwise within ±<see cref="MostWeight"/>.</summary>
    public double Weight => IsProven ? Math.Clamp(Learned.Mean, -MostWeight, MostWeight) : 0;

    /// <summary>
    /// A scorer's answer in log-odds: logit of its score, clipped, times its confidence. A value outside [0, 1] or NaN, or one
    /// past its time to live, counts as no score.
    /// </summary>
    public static double ToLogOdds(double score, double confidence, double ageSeconds, double ttlSeconds)
    {
        var sane = score is >= 0 and <= 1 && confidence is >= 0 and <= 1;
        if (!sane || !(ageSeconds >= 0) || !(ageSeconds <= ttlSeconds))
        {
            return 0;
        }

        var bounded = Math.Clamp(score, 0.01, 0.99);
        return Math.Clamp(Logistic.Logit(bounded), -MostScore, MostScore) * confidence;
    }

    /// <summary>A score within its bounds; no score if it is NaN.</summary>
    public static double Bounded(double score) => double.IsNaN(score) ? 0 : Math.Clamp(score, -MostScore, MostScore);

    /// <summary>Learns from one outcome of a scored provider.</summary>
    /// <param name="baseLogOdds">The base model's prediction made when the order was decided, without the scorer.</param>
    /// <param name="score">The scorer's log-odds; 0 counts as no score and is ignored.</param>
    /// <param name="success">Whether the attempt succeeded.</param>
    /// <param name="healthy">Probability that the provider was up, which weights the evidence.</param>
    public void Learn(double baseLogOdds, double score, bool success, double healthy)
    {
        if (score == 0 || !double.IsFinite(score) || !double.IsFinite(baseLogOdds))
        {
            return;
        }

        var x = Math.Clamp(score, -MostScore, MostScore);
        var beta = Math.Clamp(Learned.Mean, -MostWeight, MostWeight);
        var p = Logistic.Sigmoid(baseLogOdds + beta * x);
        Compare(healthy * (LogLoss(Logistic.Sigmoid(baseLogOdds), success) - LogLoss(p, success)));
        var variance = Math.Min(PriorVariance, Learned.Variance + Drift);
        var curvature = healthy * Math.Max(0.02, p * (1 - p));
        var denominator = 1 + curvature * x * x * variance;
        var mean = beta + variance * x * healthy * ((success ? 1 : 0) - p) / denominator;
        Learned = new Gaussian(
            Math.Clamp(mean, -MostWeight, MostWeight),
            variance - variance * variance * x * x * curvature / denominator);
    }

    /// <summary>Writes <see cref="ByteCount"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        destination[..ByteCount].Clear();
        destination[0] = FormatVersion;
        destination[1] = IsProven ? (byte)1 : (byte)0;
        destination[2] = (byte)_block;
        destination[3] = (byte)_inBlock;
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], Outcomes);
        BinaryPrimitives.WriteDoubleLittleEndian(destination[16..], Learned.Mean);
        BinaryPrimitives.WriteDoubleLittleEndian(destination[24..], Learned.Variance);
        BinaryPrimitives.WriteDoubleLittleEndian(destination[32..], _blockAdvantage);
        for (var i = 0; i < Blocks; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(destination[(40 + 8 * i)..], _advantages[i]);
        }
    }

    /// <summary>
    /// Parses what <see cref="Write"/> wrote; false, with the content undefined, if the bytes are of another version or invalid.
    /// </summary>
    public bool TryRead(ReadOnlySpan<byte> source)
    {
        if (source.Length != ByteCount || source[0] != FormatVersion || source[2] >= Blocks || source[3] >= BlockSize)
        {
            return false;
        }

        (IsProven, _block, _inBlock) = (source[1] == 1, source[2], source[3]);
        Outcomes = BinaryPrimitives.ReadInt64LittleEndian(source[8..]);
        Learned = new Gaussian(
            BinaryPrimitives.ReadDoubleLittleEndian(source[16..]), BinaryPrimitives.ReadDoubleLittleEndian(source[24..]));
        _blockAdvantage = BinaryPrimitives.ReadDoubleLittleEndian(source[32..]);
        for (var i = 0; i < Blocks; i++)
        {
            _advantages[i] = BinaryPrimitives.ReadDoubleLittleEndian(source[(40 + 8 * i)..]);
        }

        return Outcomes >= 0 && double.IsFinite(Learned.Mean) && Learned.Variance >= 0 && double.IsFinite(Advantage);
    }

    private void Compare(double saved)
    {
        Outcomes++;
        _blockAdvantage += saved;
        IsProven = Outcomes >= Window && Advantage > 0;
        Roll();
    }

    private void Roll()
    {
        if (++_inBlock < BlockSize)
        {
            return;
        }

        (_advantages[_block], _blockAdvantage, _inBlock) = (_blockAdvantage, 0, 0);
        _block = (_block + 1) % Blocks;
        _advantages[_block] = 0;
    }

    private static double LogLoss(double probability, bool success) =>
        -Math.Log(Math.Clamp(success ? probability : 1 - probability, 1e-9, 1));
}
