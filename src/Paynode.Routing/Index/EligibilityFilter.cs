namespace Paynode.Routing.Index;

/// <summary>Separates eligible candidates from those that a gate refuses.</summary>
internal static class EligibilityFilter
{
    public static (IReadOnlyList<CandidateState> Open, IReadOnlyList<RoutedCandidate> Gated) Part(
        CandidateReading reading, OrderNeeds needs)
    {
        var open = new List<CandidateState>(reading.Open.Count);
        var gated = new List<RoutedCandidate>(reading.Gated.Count);
        foreach (var candidate in reading.Open)
        {
            if (Gates.ForOrder(candidate, needs) is { } gate)
            {
                gated.Add(Refused(candidate, gate));
            }
            else
            {
                open.Add(candidate);
            }
        }

        foreach (var candidate in reading.Gated)
        {
            gated.Add(Refused(candidate, candidate.Gate ?? RoutingGate.Liquidity));
        }

        return (open, gated);
    }

    private static RoutedCandidate Refused(CandidateState candidate, RoutingGate gate) =>
        new(candidate.Provider) { Gate = gate, Rate = candidate.Terms?.Rate, InFlight = candidate.InFlight };
}
