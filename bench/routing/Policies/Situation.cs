using Paynode.Bench.Routing.Market;

namespace Paynode.Bench.Routing.Policies;

/// <summary>
/// What any router can see when it decides: the order, prices, balances, and what it has in flight. Reused from
/// decision to decision.
/// </summary>
public sealed class Situation(int providers)
{
    public Order Order { get; set; }

    /// <summary>The time; later than the order's own when an earlier provider has failed it.</summary>
    public double Now { get; set; }

    /// <summary>Whether an earlier provider has failed this order.</summary>
    public bool IsFailover { get; set; }

    public int Providers { get; } = providers;

    public double[] CostBps { get; } = new double[providers];

    /// <summary>Has the balance and has not yet been tried for this order. The same for every policy.</summary>
    public bool[] IsEligible { get; } = new bool[providers];

    public int[] InFlight { get; } = new int[providers];

    /// <summary>Declared capacity; 0 is unlimited.</summary>
    public int[] Capacity { get; } = new int[providers];

    /// <summary>Send times of the policy's unanswered orders, oldest first.</summary>
    public List<double>[] Pending { get; } = new List<double>[providers];

    /// <summary>True expected value per provider; filled for an <see cref="IOmniscient"/> policy alone.</summary>
    public double[] TrueValue { get; } = new double[providers];

    public double Margin(int provider) => Order.ValueBps - CostBps[provider];
}

/// <summary>How an attempt ended, as a router sees it.</summary>
public enum Ending
{
    Paid,
    Failed,
    TimedOut,
    Declined,
}

/// <summary>A finished attempt.</summary>
/// <param name="Tag">Whatever the policy returned with its choice.</param>
public readonly record struct Attempt(Order Order, int Provider, double SentAt, double Now, Ending Ending, double Tag)
{
    public bool IsPaid => Ending == Ending.Paid;
}

/// <summary>A router. One object lives through one run.</summary>
public interface IPolicy
{
    /// <summary>A provider for the order, or −1 if none is eligible; and a number to get back with the outcome.</summary>
    (int Provider, double Tag) Choose(Situation situation);

    /// <summary>Learns from an attempt. Declines for a wrong account are never reported as failures.</summary>
    void Learn(in Attempt attempt);
}

/// <summary>Marks a policy that is shown the truth.</summary>
public interface IOmniscient : IPolicy;
