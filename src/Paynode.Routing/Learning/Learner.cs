using Paynode.Routing.Features;
using Paynode.Routing.Health;

namespace Paynode.Routing.Learning;

/// <summary>
/// Predicts and learns: logit p = m_c + s_ic + d_ic(t) + Σ w_ic[x], each weight an independent normal belief, updated by
/// assumed-density filtering and weighted by the probability that the provider was healthy, so that an outage is not
/// mistaken for lack of skill. Pure except for the state it is given; safe to share between threads.
/// </summary>
public sealed class Learner
{
    /// <summary>Allows a corridor's level to follow its providers over months.</summary>
    private const double LeastLevelVariance = 0.02;

    private readonly ModelParameters _parameters;
    private readonly float[] _priorVariances;

    /// <summary>Creates the learner.</summary>
    public Learner(ModelParameters? parameters = null, HealthParameters? health = null)
    {
        _parameters = parameters ?? ModelParameters.Default;
        HealthParameters = health ?? HealthParameters.Default;
        Health = new HealthModel(HealthParameters);
        _priorVariances = PriorVariances(_parameters);
    }

    /// <summary>The health model in use.</summary>
    public HealthModel Health { get; }

    /// <summary>The health constants in use.</summary>
    public HealthParameters HealthParameters { get; }

    /// <summary>A corridor without outcomes.</summary>
    public CorridorModel NewCorridor() => new(
        new Gaussian(_parameters.PriorMean, Square(_parameters.CorridorSd)), new LoadModel(_parameters.LoadShapes));

    /// <summary>A provider without outcomes that joins a corridor; a newcomer if the corridor is established.</summary>
    public ProviderModel NewProvider(CorridorModel corridor)
    {
        ArgumentNullException.ThrowIfNull(corridor);
        var isOnProbation = corridor.Outcomes >= _parameters.EstablishedOutcomes;
        var provider = new ProviderModel { Health = Health.Unknown, IsOnProbation = isOnProbation };
        _priorVariances.CopyTo(provider.Variances.AsSpan());
        return provider;
    }

    /// <summary>
    /// Log-odds of success of an order if the provider is up and not overloaded. The variance is the provider's own:
    /// uncertainty about the corridor's level is common to all candidates and does not affect their ranking.
    /// </summary>
    public Gaussian Predict(CorridorModel corridor, ProviderModel provider, in OrderContext context, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(corridor);
        ArgumentNullException.ThrowIfNull(provider);
        return Predict(corridor, provider, FeatureIndices.Of(context), SecondsSince(provider, now.ToUnixTimeMilliseconds()));
    }

    /// <summary>The same without an order: lasting skill and drift only, for ranking providers between orders.</summary>
    public Gaussian PredictApart(CorridorModel corridor, ProviderModel provider, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(corridor);
        ArgumentNullException.ThrowIfNull(provider);
        var drift = DriftAt(provider, SecondsSince(provider, now.ToUnixTimeMilliseconds()));
        return new Gaussian(
            corridor.Level.Mean + drift.Mean + provider.Means[FeatureLayout.Skill],
            drift.Variance + provider.Variances[FeatureLayout.Skill]);
    }

    private Gaussian Predict(CorridorModel corridor, ProviderModel provider, in FeatureIndices at, double seconds)
    {
        var drift = DriftAt(provider, seconds);
        var (own, variances) = (provider.Means, provider.Variances);
        return new Gaussian(
            corridor.Level.Mean + drift.Mean + own[FeatureLayout.Skill] + own[at.Method] + own[at.AmountBand]
                + own[at.Institution] + own[at.HourBand],
            drift.Variance + variances[FeatureLayout.Skill] + variances[at.Method] + variances[at.AmountBand]
                + variances[at.Institution] + variances[at.HourBand]);
    }

    /// <summary>Belief about the provider's health now, including the evidence of its unanswered orders.</summary>
    /// <param name="provider">The provider's state.</param>
    /// <param name="pendingAgesSeconds">Ages of its unanswered orders, oldest first; the first 16 are used.</param>
    /// <param name="now">The time.</param>
    public HealthBelief ObservePending(ProviderModel provider, ReadOnlySpan<float> pendingAgesSeconds, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(provider);
        var belief = Health.Advance(provider.Health, SecondsSince(provider, now.ToUnixTimeMilliseconds()));
        return pendingAgesSeconds.IsEmpty
            ? belief
            : belief.Given(Health.OfSilence(provider.Latency, pendingAgesSeconds));
    }

    /// <summary>
    /// Learns from one final outcome. A business decline changes nothing. Time never runs backwards: an outcome older than
    /// the state is learned as of the state's own time. Where the outcome has a scorer's score, the trust in that scorer is
    /// learned from the same prediction.
    /// </summary>
    public void Learn(
        CorridorModel corridor,
        ProviderModel provider,
        in OrderContext context,
        in AttemptOutcome outcome,
        DateTimeOffset now,
        ScorerTrust? trust = null)
    {
        ArgumentNullException.ThrowIfNull(corridor);
        ArgumentNullException.ThrowIfNull(provider);
        if (outcome.Kind == OutcomeKind.BusinessDecline)
        {
            return;
        }

        Advance(provider, now.ToUnixTimeMilliseconds());
        var at = FeatureIndices.Of(context);
        var believed = Predict(corridor, provider, at, 0);
        var load = corridor.Load.Factor(outcome.Loading);
        var success = outcome.Kind == OutcomeKind.Success;
        provider.Health = provider.Health.Given(Health.OfOutcome(outcome.Kind, Logistic.Expected(believed) * load));
        corridor.Load.Learn(outcome.Loading, Logistic.Expected(believed), success, provider.Health.Up);
        trust?.Learn(believed.Mean, outcome.ScorerScore, success, provider.Health.Up * load);
        UpdateWeights(corridor, provider, at, believed, success, load);
        if (outcome.Kind != OutcomeKind.TimedOut)
        {
            provider.Latency.Add(outcome.LatencySeconds);
        }

        provider.Outcomes++;
        corridor.Outcomes++;
    }

    /// <summary>
    /// Assumed-density filtering: with Z(m) = P(outcome), averaged over the belief about the log-odds, each weight's
    /// mean moves by V·(ln Z)′ and its variance by V²·(ln Z)″. P(success) = load·σ(κm) with MacKay's κ = 1/√(1 + πV/8),
    /// so a failure under overload says less about skill than one without.
    /// </summary>
    private void UpdateWeights(
        CorridorModel corridor, ProviderModel provider, in FeatureIndices at, in Gaussian believed, bool success, double load)
    {
        var level = corridor.Level;
        var step = StepOf(believed with { Variance = believed.Variance + level.Variance }, success, load, provider.Health.Up);
        step.Move(provider, FeatureLayout.Drift);
        foreach (var weight in at.All)
        {
            step.Move(provider, weight);
        }

        var moved = step.From(level);
        corridor.Level = moved with { Variance = Math.Max(LeastLevelVariance, moved.Variance) };
    }

    private Step StepOf(in Gaussian believed, bool success, double load, double healthy)
    {
        var kappa = Logistic.Moderation(believed.Variance);
        var p = Logistic.Sigmoid(kappa * believed.Mean);
        var q = p * (1 - p);
        var slope = success ? kappa * (1 - p) : -load * kappa * q / (1 - load * p);
        var curvature = success ? kappa * kappa * q : slope * slope + load * kappa * kappa * q * (1 - 2 * p) / (1 - load * p);
        return new Step(healthy * slope, healthy * Math.Max(_parameters.LeastCurvature * kappa * kappa, curvature));
    }

    /// <summary>One step along every active weight.</summary>
    private readonly record struct Step(double Slope, double Curvature)
    {
        public Gaussian From(in Gaussian weight) => new(
            weight.Mean + weight.Variance * Slope, weight.Variance - weight.Variance * weight.Variance * Curvature);

        public void Move(ProviderModel provider, int weight)
        {
            var moved = From(new Gaussian(provider.Means[weight], provider.Variances[weight]));
            provider.Means[weight] = (float)moved.Mean;
            provider.Variances[weight] = (float)moved.Variance;
        }
    }

    /// <summary>Advances drift, health and forgetting to the given time.</summary>
    private void Advance(ProviderModel provider, long nowMs)
    {
        var seconds = SecondsSince(provider, nowMs);
        if (seconds > 0)
        {
            var drift = DriftAt(provider, seconds);
            provider.Means[FeatureLayout.Drift] = (float)drift.Mean;
            provider.Variances[FeatureLayout.Drift] = (float)drift.Variance;
            provider.Health = Health.Advance(provider.Health, seconds);
            Forget(provider, seconds);
        }

        provider.UpdatedAtMs = Math.Max(provider.UpdatedAtMs, nowMs);
    }

    private void Forget(ProviderModel provider, double seconds)
    {
        var regained = (float)(seconds / (_parameters.ForgettingDays * 86_400));
        var variances = provider.Variances;
        for (var i = 0; i < variances.Length; i++)
        {
            if (i != FeatureLayout.Drift)
            {
                variances[i] = Math.Min(_priorVariances[i], variances[i] + _priorVariances[i] * regained);
            }
        }
    }

    private Gaussian DriftAt(ProviderModel provider, double seconds)
    {
        var kept = Math.Exp(-seconds / _parameters.DriftTauSeconds);
        return new Gaussian(
            provider.Means[FeatureLayout.Drift] * kept,
            provider.Variances[FeatureLayout.Drift] * kept * kept + _priorVariances[FeatureLayout.Drift] * (1 - kept * kept));
    }

    private static double SecondsSince(ProviderModel provider, long nowMs) =>
        provider.UpdatedAtMs == 0 ? 0 : Math.Max(0, nowMs - provider.UpdatedAtMs) / 1000.0;

    private static float[] PriorVariances(ModelParameters parameters)
    {
        var variances = new float[FeatureLayout.Count];
        variances[FeatureLayout.Skill] = Square(parameters.SkillSd);
        variances[FeatureLayout.Drift] = Square(parameters.DriftSd);
        variances.AsSpan(FeatureLayout.MethodStart, FeatureLayout.Methods).Fill(Square(parameters.MethodSd));
        variances.AsSpan(FeatureLayout.AmountBandStart, FeatureLayout.AmountBands).Fill(Square(parameters.AmountBandSd));
        variances.AsSpan(FeatureLayout.InstitutionStart, FeatureLayout.Institutions).Fill(Square(parameters.InstitutionSd));
        variances.AsSpan(FeatureLayout.HourBandStart, FeatureLayout.HourBands).Fill(Square(parameters.HourBandSd));
        return variances;
    }

    private static float Square(double value) => (float)(value * value);
}
