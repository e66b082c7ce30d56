namespace Paynode.Bench.Routing.Market;

/// <summary>Result of one policy in one market.</summary>
public sealed class RunResult
{
    /// <summary>Sum of true expected values of the first choices, in basis points.</summary>
    public double Value { get; set; }

    /// <summary>The same over the first hour.</summary>
    public double FirstHourValue { get; set; }

    public int Orders { get; set; }

    public double FirstSuccess { get; set; }

    public int FirstHourOrders { get; set; }

    public double FirstHourSuccess { get; set; }

    public int Paid { get; set; }

    public double LargestShare { get; set; }

    /// <summary>For each kill, the attempts sent to the dead leader.</summary>
    public List<int> Lost { get; } = [];

    /// <summary>Value per four hours of the run.</summary>
    public double[] ValueByPeriod { get; } = new double[6];
}
