using Paynode.Cli.Demo.Running;
using Paynode.Samples.Provider.Behaviours;
using Paynode.Samples.Provider.Offers;

namespace Paynode.Cli.Demo.Reporting;

/// <summary>How one provider did.</summary>
public sealed record ProviderLine(string Name, string Corridor, string BehaviourText, int Offers, int Paid, int Declined, int Failed, int Unanswered)
{
    /// <summary>Counts what a provider's own book holds.</summary>
    public static ProviderLine Of(FleetMember member)
    {
        var offers = member.Provider.Offers;
        return new ProviderLine(
            member.Plan.Name,
            member.Plan.Corridor,
            member.HasFallenSilent ? $"{BehaviourOf(member.Plan.Behaviour)}, then silent" : BehaviourOf(member.Plan.Behaviour),
            offers.Count,
            offers.Count(offer => offer.State == OfferState.Paid),
            offers.Count(offer => offer.Report == Report.Declined),
            offers.Count(offer => offer.Report == Report.Failed),
            offers.Count(offer => offer.Report == Report.None));
    }

    private static string BehaviourOf(Behaviour behaviour) => behaviour.Kind switch
    {
        BehaviourKind.Pay => "pays at once",
        BehaviourKind.Slow => $"pays after {behaviour.Delay.TotalMilliseconds:0} ms",
        var kind => $"{Behaviour.NameOf(kind)} {behaviour.Probability:P0}",
    };
}
