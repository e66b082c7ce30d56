namespace Paynode.Routing.Choice;

/// <summary>The evaluation of one candidate. A gated candidate has the numbers it would have had.</summary>
public struct CandidateScore
{
    /// <summary>The gate that refused it, or none.</summary>
    public Gate Gate { get; internal set; }

    /// <summary>Rank in the order of preference, 0 first; −1 if gated.</summary>
    public int Rank { get; internal set; }

    /// <summary>Expected success probability when up and not overloaded.</summary>
    public double SkillMean { get; internal set; }

    /// <summary>Expected success probability: skill, health and load.</summary>
    public double ProbabilityMean { get; internal set; }

    /// <summary>Sampled success probability, likewise; equal to the mean where nothing was sampled.</summary>
    public double ProbabilitySample { get; internal set; }

    /// <summary>P(down), including the evidence of unanswered orders.</summary>
    public double Down { get; internal set; }

    /// <summary>P(partial), including the evidence of unanswered orders.</summary>
    public double Partial { get; internal set; }

    /// <summary>Load factor.</summary>
    public double Load { get; internal set; }

    /// <summary>Orders in flight, this one included, divided by capacity; 0 without a limit.</summary>
    public double Loading { get; internal set; }

    /// <summary>All-in cost in basis points.</summary>
    public double CostBps { get; internal set; }

    /// <summary>Expected utility in basis points.</summary>
    public double UtilityMean { get; internal set; }

    /// <summary>Sampled utility in basis points; determines the first place.</summary>
    public double UtilitySample { get; internal set; }

    /// <summary>The scorer's part of <see cref="UtilityMean"/>, in basis points.</summary>
    public double ScorerBps { get; internal set; }

    /// <summary>Posterior standard deviation of the log-odds.</summary>
    public double LogOddsSd { get; internal set; }

    /// <summary>Tried as if up although suspected to be down.</summary>
    public bool IsProbe { get; internal set; }

    /// <summary>Has too few outcomes to be first in more than a small share of decisions.</summary>
    public bool IsNewcomer { get; internal set; }

    internal double LogOddsMean;
    internal double Amplitude;
    internal double HealthyAmplitude;
    internal double ProbeProbability;
    internal double AdmitProbability;
    internal bool IsAdmitted;
}
