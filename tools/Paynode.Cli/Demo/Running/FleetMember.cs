using Paynode.Cli.Demo.Scenarios;
using Paynode.Samples.Provider;
using Paynode.Samples.Provider.Behaviours;

namespace Paynode.Cli.Demo.Running;

/// <summary>One provider of the demo.</summary>
public sealed class FleetMember(ProviderPlan plan, SampleProvider provider)
{
    /// <summary>What was planned for it.</summary>
    public ProviderPlan Plan { get; } = plan;

    /// <summary>The running program.</summary>
    public SampleProvider Provider { get; } = provider;

    /// <summary>Whether it stopped answering midway.</summary>
    public bool HasFallenSilent { get; private set; }

    /// <summary>From now on it takes offers and answers none; it still publishes rates and liquidity, and sends heartbeats.</summary>
    public void FallSilent()
    {
        HasFallenSilent = true;
        Provider.Behaviour = new Behaviour(BehaviourKind.Silent);
    }

    /// <summary>What Paynode calls it.</summary>
    public string Id { get; set; } = "";
}
