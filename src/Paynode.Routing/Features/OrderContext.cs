namespace Paynode.Routing.Features;

/// <summary>
/// What the model knows of an order: four small categories, how the order is to be decided, and what a success is worth.
/// Built by <see cref="ContextEncoder"/>; an index past its category's size is taken modulo that size.
/// </summary>
/// <param name="Method">Payout method (bank transfer, mobile money, ...), 0 to <see cref="FeatureLayout.Methods"/> − 1.</param>
/// <param name="AmountBand">Band of the order's value, 0 to <see cref="FeatureLayout.AmountBands"/> − 1.</param>
/// <param name="Institution">Hash bucket of the destination institution, 0 to <see cref="FeatureLayout.Institutions"/> − 1.</param>
/// <param name="HourBand">Four-hour band of the day in UTC, 0 to <see cref="FeatureLayout.HourBands"/> − 1.</param>
/// <param name="IsLarge">Above the corridor's 75th percentile: decided by the mean, never by a sample.</param>
/// <param name="ValueBps">What a delivered order is worth before its cost, in basis points of its amount.</param>
public readonly record struct OrderContext(
    byte Method, byte AmountBand, byte Institution, byte HourBand, bool IsLarge, double ValueBps);
