namespace Paynode.Bench.Routing.Policies;

/// <summary>Knows every true probability, cost and load of the moment, and takes the best for this order alone.</summary>
public sealed class Oracle : IOmniscient
{
    public (int Provider, double Tag) Choose(Situation situation) =>
        (Pick.Best(situation, i => situation.TrueValue[i]), 0);

    public void Learn(in Attempt attempt)
    {
    }
}
