namespace Paynode.Routing.Learning;

/// <summary>
/// The learning model's constants: prior spreads in log-odds, drift, and process noise. One set serves every corridor;
/// the defaults were tuned on the simulator's tuning seeds and are evaluated on others (bench/routing).
/// </summary>
public sealed record ModelParameters
{
    /// <summary>The defaults.</summary>
    public static ModelParameters Default { get; } = new();

    /// <summary>Log-odds of success expected of an unknown provider in an unknown corridor (2.0 is 88 %).</summary>
    public double PriorMean { get; init; } = 2.0;

    /// <summary>Spread of corridors around <see cref="PriorMean"/>.</summary>
    public double CorridorSd { get; init; } = 1.5;

    /// <summary>Spread of providers around their corridor.</summary>
    public double SkillSd { get; init; } = 1.1;

    /// <summary>Spread of a provider's method weights.</summary>
    public double MethodSd { get; init; } = 0.8;

    /// <summary>Spread of a provider's amount-band weights.</summary>
    public double AmountBandSd { get; init; } = 0.4;

    /// <summary>Spread of a provider's institution weights.</summary>
    public double InstitutionSd { get; init; } = 0.65;

    /// <summary>Spread of a provider's hour-band weights.</summary>
    public double HourBandSd { get; init; } = 0.2;

    /// <summary>Outcomes after which a corridor is established: a provider that joins later is a newcomer.</summary>
    public int EstablishedOutcomes { get; init; } = 1_000;

    /// <summary>Stationary spread of the drift, an Ornstein–Uhlenbeck process.</summary>
    public double DriftSd { get; init; } = 0.35;

    /// <summary>Correlation time of the drift, in seconds.</summary>
    public double DriftTauSeconds { get; init; } = 7_200;

    /// <summary>
    /// Days after which a weight that was known exactly has regained its full prior variance:
    /// old evidence loses weight, so that a lasting change can be learned.
    /// </summary>
    public double ForgettingDays { get; init; } = 60;

    /// <summary>Prior belief in each of the <see cref="LoadModel"/>'s shapes.</summary>
    public IReadOnlyList<double> LoadShapes { get; init; } = [0.75, 0.1, 0.1, 0.05];

    /// <summary>Minimum curvature of one observation, so that certainty at p near 0 or 1 still changes the variance.</summary>
    public double LeastCurvature { get; init; } = 0.02;
}
