using Microsoft.Extensions.Configuration;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Reads the limits of senders from the configuration: section <c>SenderLimits</c>.</summary>
public static class SenderLimitSettings
{
    private const string Section = "SenderLimits";

    /// <summary>Reads the limits; omitted values have their defaults.</summary>
    /// <exception cref="InvalidOperationException">A value is out of range.</exception>
    public static SenderLimits Read(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var otherwise = new SenderLimits();
        return new SenderLimits
        {
            UnfundedOrders = Within(section, nameof(SenderLimits.UnfundedOrders), otherwise.UnfundedOrders, 1, 1_000_000),
            LiquidityPercent = Within(section, nameof(SenderLimits.LiquidityPercent), otherwise.LiquidityPercent, 1, 100),
            LapsedQuoteMinutes = Within(section, nameof(SenderLimits.LapsedQuoteMinutes), otherwise.LapsedQuoteMinutes, 0, 24 * 60),
            RequestsPerSecond = Within(section, nameof(SenderLimits.RequestsPerSecond), otherwise.RequestsPerSecond, 1, 1_000_000),
        };
    }

    private static int Within(IConfiguration section, string name, int otherwise, int least, int most) =>
        section.GetValue<int?>(name) is not { } value ? otherwise
        : value >= least && value <= most ? value
        : throw new InvalidOperationException($"{Section}: {name} is {value}; it must be between {least} and {most}.");
}
