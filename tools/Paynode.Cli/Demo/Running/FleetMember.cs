using Paynode.Cli.Demo.Scenarios;
using Paynode.Samples.Provider;

namespace Paynode.Cli.Demo.Running;

/// <summary>One provider of the demo.</summary>
public sealed class FleetMember(ProviderPlan plan, SampleProvider provider)
{
    /// <summary>What was planned for it.</summary>
    public ProviderPlan Plan { get; } = plan;

    /// <summary>The running program.</summary>
    public SampleProvider Provider { get; } = provider;

    /// <summary>What Paynode calls it.</summary>
    public string Id { get; set; } = "";
}
