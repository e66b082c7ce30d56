using Paynode.Routing.Features;
using Paynode.Routing.Health;

namespace Paynode.Routing.Learning;

/// <summary>
/// Predicts and learns: logit p = m_c + s_ic + d_ic(t) + Σ w_ic[x], each weight a normal belief, updated by one
/// Newton step on the outcome's log-likelihood with the other weights' variances in the denominator
/// (diagonal assumed-density filtering), weighted by the probability that the provider was healthy, so that an
/// outage is not taken for lack of skill. Pure but for the state it is handed; safe to share between threads.
/// </summary>
public sealed class Learner
{
    /// <summary>Keeps a corridor's level able to follow its providers over the months.</summary>
    private const double LeastLevelVariance = 1e-3;

    private readonly ModelParameters _parameters;
    private readonly float[] _priorVariances;

    /// <summary>Prepares the learner.</summary>
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

    /// <summary>A corridor nothing is known of.</summary>
    public CorridorModel NewCorridor() => new(_parameters);

    /// <summary>A provider nothing is known of.</summary>
    public ProviderModel NewProvider()
    {
        var provider = new ProviderModel { Health = Health.Unknown };
        _priorVariances.CopyTo(provider.Variances.AsSpan());
        return provider;
    }

    /// <summary>
    /// Log-odds of success of an order if the provider is up and not overloaded. The variance is the provider's own:
    /// doubt about the corridor's level is common to all candidates and decides nothing between them.
    /// </summary>
    public Gaussian Predict(CorridorModel corridor, ProviderModel provider, in OrderContext context, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(corridor);
        ArgumentNullException.ThrowIfNull(provider);
        var (mean, variance) = (provider.Means, provider.Variances);
        var method = FeatureLayout.MethodOf(context);
        var band = FeatureLayout.AmountBandOf(context);
        var institution = FeatureLayout.InstitutionOf(context);
        var hour = FeatureLayout.HourBandOf(context);
        var drift = DriftAt(provider, SecondsSince(provider, now.ToUnixTimeMilliseconds()));
        return new Gaussian(
            corridor.Level.Mean + mean[FeatureLayout.Skill] + drift.Mean
                + mean[method] + mean[band] + mean[institution] + mean[hour],
            variance[FeatureLayout.Skill] + drift.Variance
                + variance[method] + variance[band] + variance[institution] + variance[hour]);
    }

    /// <summary>Belief about the provider's health now, with what its unanswered orders say.</summary>
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
    /// Learns one final outcome. A business decline changes nothing. Time never runs backwards: an outcome older than
    /// the state is learned as of the state's own time. Where the outcome carries a scorer's opinion, the trust in
    /// that scorer is learned from the same prediction.
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
        var believed = Predict(corridor, provider, context, now);
        var load = Math.Clamp(outcome.Load, 0.01, 1);
        var probability = Logistic.Sigmoid(believed.Mean);
        provider.Health = provider.Health.Given(Health.OfOutcome(outcome.Kind, probability * load));
        trust?.Learn(believed.Mean, outcome.ScorerScore, outcome.Kind == OutcomeKind.Success, provider.Health.Up * load);
        UpdateWeights(corridor, provider, context, outcome.Kind == OutcomeKind.Success, probability, load, believed.Variance);
        if (outcome.Kind != OutcomeKind.TimedOut)
        {
            provider.Latency.Add(outcome.LatencySeconds);
        }

        provider.Outcomes++;
    }

    /// <summary>
    /// P(success) = load·σ(m). Its log-likelihood has slope 1 − p on success and −p(1 − p)·load/(1 − load·p) on failure:
    /// a failure under overload says less about skill.
    /// </summary>
    private void UpdateWeights(
        CorridorModel corridor, ProviderModel provider, in OrderContext context, bool success, double p, double load, double variance)
    {
        var healthy = provider.Health.Up;
        var slope = healthy * (success ? 1 - p : -load * p * (1 - p) / (1 - load * p));
        var curvature = healthy * Math.Max(_parameters.LeastCurvature, p * (1 - p));
        var level = corridor.Level;
        var denominator = 1 + curvature * (variance + level.Variance);
        Move(provider, FeatureLayout.Skill, slope, curvature, denominator);
        Move(provider, FeatureLayout.Drift, slope, curvature, denominator);
        Move(provider, FeatureLayout.MethodOf(context), slope, curvature, denominator);
        Move(provider, FeatureLayout.AmountBandOf(context), slope, curvature, denominator);
        Move(provider, FeatureLayout.InstitutionOf(context), slope, curvature, denominator);
        Move(provider, FeatureLayout.HourBandOf(context), slope, curvature, denominator);
        corridor.Level = new Gaussian(
            level.Mean + level.Variance * slope / denominator,
            Math.Max(LeastLevelVariance, level.Variance - level.Variance * level.Variance * curvature / denominator));
    }

    private static void Move(ProviderModel provider, int weight, double slope, double curvature, double denominator)
    {
        double variance = provider.Variances[weight];
        provider.Means[weight] += (float)(variance * slope / denominator);
        provider.Variances[weight] = (float)(variance - variance * variance * curvature / denominator);
    }

    /// <summary>Moves drift, health and forgetting to the given time.</summary>
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
