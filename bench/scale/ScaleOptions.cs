using System.Globalization;

namespace Paynode.Bench.Scale;

/// <summary>What is simulated.</summary>
internal sealed record ScaleOptions
{
    /// <summary>How it is called.</summary>
    public const string Usage = "usage: ./paynode bench scale [--rate ORDERS_A_SECOND] [--hot SHARE_BELOW_1] [--seconds N] [--seed N]";

    /// <summary>Orders a second that arrive, over all partitions.</summary>
    public double Rate { get; init; } = 10_000;

    /// <summary>Share of the orders that belongs to the hottest currency.</summary>
    public double HotShare { get; init; } = 0.2;

    /// <summary>Seconds.</summary>
    public double Seconds { get; init; } = 60;

    /// <summary>Repeats an earlier run.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Reads the arguments; null, after saying why, when they are wrong.</summary>
    public static ScaleOptions? Read(string[] arguments)
    {
        var options = new ScaleOptions();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (i + 1 == arguments.Length || !double.TryParse(arguments[i + 1], CultureInfo.InvariantCulture, out var value) || value <= 0)
            {
                return Refused();
            }

            switch (arguments[i])
            {
                case "--rate": options = options with { Rate = value }; break;
                case "--hot" when value < 1: options = options with { HotShare = value }; break;
                case "--seconds": options = options with { Seconds = value }; break;
                case "--seed": options = options with { Seed = (int)value }; break;
                default: return Refused();
            }
        }

        return options;
    }

    private static ScaleOptions? Refused()
    {
        Console.Error.WriteLine(Usage);
        return null;
    }
}
