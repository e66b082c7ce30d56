using Paynode.Samples.Provider.Behaviours;

namespace Paynode.Cli.Demo.Scenarios;

/// <summary>A provider to be started.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Corridor">The one corridor it serves.</param>
/// <param name="Rate">Fiat for one token.</param>
/// <param name="Balance">What its account holds at the start.</param>
/// <param name="Behaviour">How it treats offers.</param>
/// <param name="Seed">Of its draws.</param>
/// <param name="SettlementAddress">Where the escrow releases to; fresh for each run, so that what it holds is what it earned.</param>
public sealed record ProviderPlan(string Name, string Corridor, decimal Rate, decimal Balance, Behaviour Behaviour, int Seed, string SettlementAddress)
{
    /// <summary>The currency that it pays out.</summary>
    public string Fiat => Corridor[(Corridor.IndexOf('-', StringComparison.Ordinal) + 1)..];
}
