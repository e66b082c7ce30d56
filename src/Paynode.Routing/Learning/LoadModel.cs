using System.Buffers.Binary;

namespace Paynode.Routing.Learning;

/// <summary>
/// The effect of load on success in a corridor: a belief over a few shapes, updated by every outcome under load. Loading is
/// orders in flight, the new one included, divided by the declared capacity; 0 without one. Because providers declare their
/// capacity themselves, the shapes also indicate where degradation really begins.
/// </summary>
public sealed class LoadModel
{
    /// <summary>Bytes of the serialised form.</summary>
    public const int ByteCount = Shapes * sizeof(double);

    /// <summary>Number of shapes; see <see cref="FactorOf"/>.</summary>
    public const int Shapes = 4;

    /// <summary>Share of the prior that is mixed in with each outcome under load, so that no shape is ever excluded.</summary>
    private const double Forgetting = 1e-3;

    private readonly double[] _prior;
    private readonly double[] _weights;

    internal LoadModel(IReadOnlyList<double> prior)
    {
        var total = prior.Sum();
        _prior = [.. prior.Select(weight => weight / total)];
        _weights = [.. _prior];
    }

    /// <summary>The belief in each shape.</summary>
    public IReadOnlyList<double> Weights => _weights;

    /// <summary>Loading with one more order.</summary>
    public static double LoadingOf(int inFlight, int capacity) => capacity <= 0 ? 0 : (inFlight + 1.0) / capacity;

    /// <summary>Share of success that remains at a loading, (0, 1].</summary>
    public double Factor(double loading)
    {
        if (!(loading > 0.5))
        {
            return 1;
        }

        var factor = 0.0;
        for (var shape = 0; shape < Shapes; shape++)
        {
            factor += _weights[shape] * FactorOf(shape, loading);
        }

        return factor;
    }

    /// <summary>Updates the belief with one outcome.</summary>
    /// <param name="loading">Loading under which the order was sent.</param>
    /// <param name="whenIdle">Success probability expected without any load.</param>
    /// <param name="success">Whether it succeeded.</param>
    /// <param name="healthy">Probability that the provider was up, which weights the evidence.</param>
    internal void Learn(double loading, double whenIdle, bool success, double healthy)
    {
        if (!(loading > 0.5) || !double.IsFinite(loading))
        {
            return;
        }

        var total = 0.0;
        for (var shape = 0; shape < Shapes; shape++)
        {
            var p = Math.Clamp(whenIdle * FactorOf(shape, loading), 0.01, 0.99);
            _weights[shape] *= Math.Pow(success ? p : 1 - p, healthy);
            total += _weights[shape];
        }

        for (var shape = 0; shape < Shapes; shape++)
        {
            _weights[shape] = (1 - Forgetting) * _weights[shape] / total + Forgetting * _prior[shape];
        }
    }

    internal void Write(Span<byte> destination)
    {
        for (var shape = 0; shape < Shapes; shape++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(destination[(shape * sizeof(double))..], _weights[shape]);
        }
    }

    /// <summary>False, with nothing changed, if the bytes are not a valid belief.</summary>
    internal bool TryRead(ReadOnlySpan<byte> source)
    {
        Span<double> weights = stackalloc double[Shapes];
        var total = 0.0;
        for (var shape = 0; shape < Shapes; shape++)
        {
            weights[shape] = BinaryPrimitives.ReadDoubleLittleEndian(source[(shape * sizeof(double))..]);
            if (!(weights[shape] >= 0))
            {
                return false;
            }

            total += weights[shape];
        }

        if (!(Math.Abs(total - 1) < 1e-6))
        {
            return false;
        }

        weights.CopyTo(_weights);
        return true;
    }

    /// <summary>
    /// The shapes: only as many succeed as there is capacity for; the same from half the capacity on; half of all from capacity
    /// on; and no effect.
    /// </summary>
    private static double FactorOf(int shape, double loading) => shape switch
    {
        0 => Queue(loading),
        1 => Queue(2 * loading),
        2 => loading <= 1 ? 1 : 0.5,
        _ => 1,
    };

    private static double Queue(double loading) => loading <= 1 ? 1 : Math.Max(0.2, 1 / loading);
}
