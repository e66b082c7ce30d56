using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Paynode.Routing.Features;

/// <summary>Indices in the weight vector of an order's active features, skill first.</summary>
internal readonly struct FeatureIndices
{
    private readonly Five _all;

    private FeatureIndices(in OrderContext context)
    {
        _all[0] = FeatureLayout.Skill;
        _all[1] = FeatureLayout.MethodStart + context.Method % FeatureLayout.Methods;
        _all[2] = FeatureLayout.AmountBandStart + context.AmountBand % FeatureLayout.AmountBands;
        _all[3] = FeatureLayout.InstitutionStart + context.Institution % FeatureLayout.Institutions;
        _all[4] = FeatureLayout.HourBandStart + context.HourBand % FeatureLayout.HourBands;
    }

    public int Method => _all[1];

    public int AmountBand => _all[2];

    public int Institution => _all[3];

    public int HourBand => _all[4];

    /// <summary>All of them; the drift is not a feature of an order and is not included.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int> All => _all;

    public static FeatureIndices Of(in OrderContext context) => new(context);

    [InlineArray(5)]
    private struct Five
    {
        private int _first;
    }
}
