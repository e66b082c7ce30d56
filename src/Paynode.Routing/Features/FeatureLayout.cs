namespace Paynode.Routing.Features;

/// <summary>
/// The layout of a provider's weight vector. Changing any number here changes the stored format: increase
/// <see cref="Learning.ProviderModel.FormatVersion"/> with it.
/// </summary>
public static class FeatureLayout
{
    /// <summary>Number of payout method buckets.</summary>
    public const int Methods = 8;

    /// <summary>Number of amount bands.</summary>
    public const int AmountBands = 6;

    /// <summary>Hash buckets for destination institutions.</summary>
    public const int Institutions = 32;

    /// <summary>Number of four-hour bands per day.</summary>
    public const int HourBands = 6;

    /// <summary>Index of the provider's lasting skill in the corridor.</summary>
    public const int Skill = 0;

    /// <summary>Index of the drift around that skill.</summary>
    public const int Drift = 1;

    /// <summary>First method weight.</summary>
    public const int MethodStart = 2;

    /// <summary>First amount-band weight.</summary>
    public const int AmountBandStart = MethodStart + Methods;

    /// <summary>First institution weight.</summary>
    public const int InstitutionStart = AmountBandStart + AmountBands;

    /// <summary>First hour-band weight.</summary>
    public const int HourBandStart = InstitutionStart + Institutions;

    /// <summary>Number of weights.</summary>
    public const int Count = HourBandStart + HourBands;
}
