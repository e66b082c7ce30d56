using Paynode.Payments;

namespace Paynode.Routing;

/// <summary>One provider as evaluated in a decision: its numbers and its rank, or the gate that refused it.</summary>
/// <param name="Provider">The provider.</param>
public sealed record RoutedCandidate(ProviderId Provider)
{
    /// <summary>The rank in the order of preference, from 1; null when a gate refused it.</summary>
    public int? Rank { get; init; }

    /// <summary>The gate that refused it, or null.</summary>
    public RoutingGate? Gate { get; init; }

    /// <summary>Its rate, fiat for one token; null when it has none.</summary>
    public ExchangeRate? Rate { get; init; }

    /// <summary>Expected probability of success.</summary>
    public double PMean { get; init; }

    /// <summary>The probability that was sampled from the posterior; equal to the mean when nothing was sampled.</summary>
    public double PSample { get; init; }

    /// <summary>Probability that the provider is down.</summary>
    public double PDown { get; init; }

    /// <summary>The load factor, 1 below its capacity.</summary>
    public double Load { get; init; } = 1;

    /// <summary>Offers that it had in flight in the corridor.</summary>
    public int InFlight { get; init; }

    /// <summary>The cost of an order there, in basis points of its amount.</summary>
    public double CostBps { get; init; }

    /// <summary>Expected value in basis points; determines the order of preference after the first place.</summary>
    public double Utility { get; init; }

    /// <summary>The sampled value, in basis points; the highest gets the first place.</summary>
    public double SampledUtility { get; init; }

    /// <summary>Whether it was tried as if up although suspected to be down, to learn whether it has recovered.</summary>
    public bool IsProbe { get; init; }

    /// <summary>Whether it is new, and therefore competes for the first place in few decisions only.</summary>
    public bool IsNewcomer { get; init; }

    /// <summary>The scorer's contribution to the expected value, in basis points; 0 without a scorer or in its shadow mode.</summary>
    public double ScorerBps { get; init; }
}
