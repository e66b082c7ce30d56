using Paynode.Client;
using Paynode.Cli.Demo.Scenarios;
using Paynode.Samples.Provider;
using Paynode.Samples.Provider.Hosting;
using Paynode.Samples.Provider.Protocol;

namespace Paynode.Cli.Demo.Running;

/// <summary>The demo's providers: the program of samples/provider, several times in this process, each behind its own port.</summary>
public sealed class Fleet : IAsyncDisposable
{
    private readonly List<FleetMember> _members = [];

    /// <summary>Each of them.</summary>
    public IReadOnlyList<FleetMember> Members => _members;

    /// <summary>Starts and registers the providers, and waits until Paynode knows their rates and liquidity.</summary>
    public static async Task<Fleet> StartAsync(
        IReadOnlyList<ProviderPlan> plans, DemoEnvironment environment, PaynodeClient admin, string run, CancellationToken cancellation)
    {
        var registry = new Fleet();
        try
        {
            foreach (var plan in plans)
            {
                var provider = await SampleProvider.StartAsync(OptionsOf(plan, environment), cancellation);
                registry._members.Add(new FleetMember(plan, provider));
            }

            await Task.WhenAll(registry._members.Select(member => RegisterAsync(member, admin, run, cancellation)));
            return registry;
        }
        catch
        {
            await registry.DisposeAsync();
            throw;
        }
    }

    /// <summary>The names of those that were offered an order, in the order in which they were.</summary>
    public ILookup<Guid, string> OffersByOrder() => _members
        .SelectMany(member => member.Provider.Offers.Select(record => (record.Offer.OrderId, record.Offer.AcceptBy, member.Plan.Name)))
        .OrderBy(offered => offered.AcceptBy)
        .ToLookup(offered => offered.OrderId, offered => offered.Name);

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await Task.WhenAll(_members.Select(member => member.Provider.DisposeAsync().AsTask()));

    private static ProviderOptions OptionsOf(ProviderPlan plan, DemoEnvironment environment) => new()
    {
        PaynodeUrl = environment.ApiUrl,
        Corridors = [new CorridorRate(plan.Corridor, plan.Rate, 1, 1000)],
        Balances = new Dictionary<string, decimal> { [plan.Fiat] = plan.Balance },
        Behaviour = plan.Behaviour,
        Seed = plan.Seed,
        RefusedAccounts = new Dictionary<string, string> { [Scenario.NobodysAccount] = ReasonCode.InvalidAccount },
    };

    private static async Task RegisterAsync(FleetMember member, PaynodeClient admin, string run, CancellationToken cancellation)
    {
        var registration = new ProviderRequest(member.Plan.Name, member.Provider.BaseUrl.ToString(), member.Plan.SettlementAddress, [member.Plan.Corridor]);
        var credentials = await admin.CreateProviderAsync(registration, $"{run}-{member.Plan.Name}", cancellation);
        member.Id = credentials.Id;
        member.Provider.Enrol(new Credentials(credentials.Id, credentials.Secret));
        await member.Provider.Published.WaitAsync(TimeSpan.FromSeconds(60), cancellation);
    }
}
