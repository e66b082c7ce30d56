using Paynode.Routing.Learning;

namespace Paynode.Routing.Health;

/// <summary>The evidence part of the health model: what outcomes and unanswered orders imply about a provider's state.</summary>
public sealed class HealthModel
{
    /// <summary>Pending orders used per provider, the oldest first: younger ones add little evidence.</summary>
    public const int MostPendingAges = 16;

    private readonly HealthParameters _parameters;
    private readonly HealthDynamics _dynamics;

    /// <summary>Creates the model.</summary>
    public HealthModel(HealthParameters parameters)
    {
        _parameters = parameters;
        _dynamics = new HealthDynamics(parameters);
    }

    /// <summary>The belief about a provider without evidence.</summary>
    public HealthBelief Unknown => _dynamics.Stationary;

    /// <summary>The belief after some time without evidence.</summary>
    public HealthBelief Advance(in HealthBelief belief, double seconds) => _dynamics.Advance(belief, seconds);

    /// <summary>How well each state explains a final outcome.</summary>
    /// <param name="kind">The outcome; a business decline is not evidence.</param>
    /// <param name="whenUp">Success probability the provider would have when up, its load included.</param>
    public StateLikelihood OfOutcome(OutcomeKind kind, double whenUp)
    {
        var partial = whenUp * _parameters.PartialFactor;
        var down = whenUp * _parameters.DownFactor;
        return kind switch
        {
            OutcomeKind.Success => new StateLikelihood(whenUp, partial, down, down),
            OutcomeKind.TechnicalFailure => new StateLikelihood(
                Failure(whenUp, 1 - _parameters.SilentWhenUp),
                Failure(partial, 1 - _parameters.SilentWhenPartial),
                Failure(down, 1 - _parameters.SilentWhenErring),
                Failure(down, 1 - _parameters.SilentWhenSilent)),
            OutcomeKind.TimedOut => new StateLikelihood(
                Failure(whenUp, _parameters.SilentWhenUp),
                Failure(partial, _parameters.SilentWhenPartial),
                Failure(down, _parameters.SilentWhenErring),
                Failure(down, _parameters.SilentWhenSilent)),
            _ => StateLikelihood.None,
        };
    }

    /// <summary>
    /// How well each state explains that these orders are still unanswered: the product over them of
    /// P(no answer by age a | state) = silent(state) + (1 − silent(state))·S(a), tempered by
    /// <see cref="HealthParameters.SilenceWeight"/>. Not to be stored: it is gone when the orders end.
    /// </summary>
    public StateLikelihood OfSilence(LatencyCurve curve, ReadOnlySpan<float> pendingAgesSeconds)
    {
        ArgumentNullException.ThrowIfNull(curve);
        double partial = 1, erring = 1, silent = 1;
        foreach (var age in pendingAgesSeconds[..Math.Min(pendingAgesSeconds.Length, MostPendingAges)])
        {
            var survival = curve.Survival(age);
            var whenUp = Unanswered(survival, _parameters.SilentWhenUp);
            partial *= Unanswered(survival, _parameters.SilentWhenPartial) / whenUp;
            erring *= Unanswered(survival, _parameters.SilentWhenErring) / whenUp;
            silent *= Unanswered(survival, _parameters.SilentWhenSilent) / whenUp;
        }

        if (silent - 1 < 1e-9)
        {
            return StateLikelihood.None;
        }

        var weight = _parameters.SilenceWeight;
        return new StateLikelihood(1, Math.Pow(partial, weight), Math.Pow(erring, weight), Math.Pow(silent, weight));
    }

    /// <summary>P(fails in this way) = P(fails or is silent) split by the state's share of silence.</summary>
    private static double Failure(double success, double share) => (1 - success) * share;

    private static double Unanswered(double survival, double silent) => survival + (1 - survival) * silent;
}
