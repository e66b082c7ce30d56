namespace Paynode.Routing.Features;

/// <summary>
/// An order's features for the model: four small categories, how the order is decided, and the value of a success. Created
/// by <see cref="ContextEncoder"/>; an index beyond its category's size is taken modulo that size.
/// </summary>
/// <param name="Method">Payout method (bank transfer, mobile money, ...), 0 to <see cref="FeatureLayout.Methods"/> − 1.</param>
/// <param name="AmountBand">Band of the order's value, 0 to <see cref="FeatureLayout.AmountBands"/> − 1.</param>
/// <param name="Institution">Hash bucket of the destination institution, 0 to <see cref="FeatureLayout.Institutions"/> − 1.</param>
/// <param name="HourBand">Four-hour band of the day in UTC, 0 to <see cref="FeatureLayout.HourBands"/> − 1.</param>
/// <param name="IsLarge">Above the corridor's 75th percentile: decided by the mean, never by a sample.</param>
/// <param name="ValueBps">The value of a delivered order before its cost, in basis points of its amount.</param>
public readonly record struct OrderContext(
    byte Method, byte AmountBand, byte Institution, byte HourBand, bool IsLarge, double ValueBps);
