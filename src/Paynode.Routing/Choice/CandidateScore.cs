namespace Paynode.Routing.Choice;

/// <summary>How one candidate was judged. Numbers of a gated candidate are those it would have had.</summary>
public struct CandidateScore
{
    /// <summary>The gate that refused it, or none.</summary>
    public Gate Gate { get; internal set; }

    /// <summary>Place in the order of preference, 0 first; −1 if gated.</summary>
    public int Rank { get; internal set; }

    /// <summary>Expected success probability when up and not overloaded.</summary>
    public double SkillMean { get; internal set; }

    /// <summary>Expected success probability: skill, health and load.</summary>
    public double ProbabilityMean { get; internal set; }

    /// <summary>Sampled success probability, likewise; equal to the mean where nothing was sampled.</summary>
    public double ProbabilitySample { get; internal set; }

    /// <summary>P(down), silence included.</summary>
    public double Down { get; internal set; }

    /// <summary>P(partial), silence included.</summary>
    public double Partial { get; internal set; }

    /// <summary>Load factor.</summary>
    public double Load { get; internal set; }

    /// <summary>Orders in flight, this one included, over capacity; 0 where there is no limit.</summary>
    public double Loading { get; internal set; }

    /// <summary>All-in cost in basis points.</summary>
    public double CostBps { get; internal set; }

    /// <summary>Expected utility in basis points.</summary>
    public double UtilityMean { get; internal set; }

    /// <summary>Sampled utility in basis points; what the first place is given by.</summary>
    public double UtilitySample { get; internal set; }

    /// <summary>Part of <see cref="UtilityMean"/> that is the scorer's doing, in basis points.</summary>
    public double ScorerBps { get; internal set; }

    /// <summary>Posterior standard deviation of the log-odds.</summary>
    public double LogOddsSd { get; internal set; }

    /// <summary>Tried as if up although suspect.</summary>
    public bool IsProbe { get; internal set; }

    /// <summary>Has too few outcomes to lead more than a small share.</summary>
    public bool IsNewcomer { get; internal set; }

    internal double LogOddsMean;
    internal double Amplitude;
    internal double HealthyAmplitude;
    internal double ProbeProbability;
    internal double AdmitProbability;
    internal bool IsAdmitted;
}
