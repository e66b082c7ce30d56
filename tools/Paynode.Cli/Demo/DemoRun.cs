using System.Collections.Concurrent;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;
using Paynode.Client;
using Paynode.Cli.Demo.Chain;
using Paynode.Cli.Demo.Reporting;
using Paynode.Cli.Demo.Running;
using Paynode.Cli.Demo.Scenarios;
using Paynode.Cli.Demo.Views;

namespace Paynode.Cli.Demo;

/// <summary>Plays a scenario against a running Paynode and reports how it went.</summary>
public sealed class DemoRun(DemoEnvironment environment, DemoOptions options, IDemoView view, TimeProvider time)
{
    /// <summary>Readers of the finished orders' histories at a time: enough to be quick, too few to disturb.</summary>
    private const int Readers = 8;

    /// <summary>How long the last entries of the ledger may take after the last order has ended.</summary>
    private static readonly TimeSpan LedgerTimeout = TimeSpan.FromSeconds(20);

    // Keys and references of two runs against one Paynode must differ.
    private readonly string _run = $"demo-{Guid.CreateVersion7():N}";

    /// <summary>Runs it.</summary>
    public async Task<DemoReport> RunAsync(CancellationToken cancellation)
    {
        using var apiHttp = new HttpClient { BaseAddress = environment.ApiUrl, Timeout = TimeSpan.FromSeconds(30) };
        using var chainHttp = new HttpClient { Timeout = TimeSpan.FromSeconds(60) };
        var chain = new NethereumChainClient(chainHttp, environment.ChainRpcUrl, new RpcEndpointOptions(), time, new Random(options.Seed));
        var node = new DevelopmentNode(chainHttp, environment.ChainRpcUrl, time);
        using var wallets = new Wallets(node, environment.Payers, time);
        var admin = new PaynodeClient(apiHttp, environment.AdminKey, time);
        var scenario = Scenario.Create(options.Orders, options.Seed);

        view.Say($"Registering a sender and {scenario.Providers.Count} providers");
        var tenant = await admin.CreateTenantAsync(new TenantRequest("Demo"), _run, cancellation);
        var sender = new PaynodeClient(apiHttp, tenant.ApiKey, time);
        await using var registry = await Fleet.StartAsync(scenario.Providers, environment, admin, _run, cancellation);
        await wallets.MintAsync(environment.TokenAddress, cancellation);
        var since = (await chain.GetHeadAsync(cancellation)).Number;

        view.Say($"{options.Orders} orders, {options.Concurrency} at a time, seed {options.Seed}");
        var board = new OrderBoard(scenario.Orders);
        var began = time.GetTimestamp();
        await PlayAsync(new OrderRunner(sender, wallets, board, node, _run, time), new OrderWatcher(sender, board, time), board, registry, cancellation);
        var elapsed = time.GetElapsedTime(began);

        view.Say("Checking the chain and the ledger");
        await Task.WhenAll(registry.Members.Select(member => member.Provider.WhenIdleAsync())).WaitAsync(LedgerTimeout, time, cancellation);
        var facts = await ReadFactsAsync(sender, board, cancellation);
        var own = await AuditAsync(chain, since, [.. facts.Values.Select(order => order.Order)], registry, cancellation);
        var paynode = await InvariantsAsync(admin, cancellation);
        return ReportBuilder.Build(options, elapsed, board, [.. registry.Members.Select(ProviderLine.Of)], registry.OffersByOrder(), facts, paynode, own) with
        {
            Avoided = Avoidance.Of([.. facts.Values], registry.Members.ToDictionary(member => member.Id, member => member.Plan.Name)),
        };
    }

    private async Task PlayAsync(OrderRunner runner, OrderWatcher watcher, OrderBoard board, Fleet registry, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watching = watcher.RunAsync(over.Token);
        var showing = view.FollowAsync(board, registry, over.Token);
        var silence = new Silence(board, registry, view, time).RunAsync(over.Token);

        // A watcher that gave up would leave the orders waiting for news until their limit.
        var first = await Task.WhenAny(runner.RunAsync(options.Concurrency, over.Token), watching);
        await over.CancelAsync();
        await Task.WhenAll(Quiet(watching), Quiet(showing), Quiet(silence));
        await first;

        static async Task Quiet(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<IReadOnlyDictionary<string, OrderFacts>> ReadFactsAsync(PaynodeClient sender, OrderBoard board, CancellationToken cancellation)
    {
        var facts = new ConcurrentDictionary<string, OrderFacts>();
        await Parallel.ForEachAsync(
            board.Rows.Select(row => row.Order?.Id).OfType<string>(),
            new ParallelOptions { MaxDegreeOfParallelism = Readers, CancellationToken = cancellation },
            async (id, token) => facts[id] = await OrderFacts.ReadAsync(sender, id, token));
        return facts;
    }

    private static async Task<IReadOnlyList<InvariantCheckResponse>> AuditAsync(
        IChainClient chain, long since, IReadOnlyList<OrderResponse> orders, Fleet registry, CancellationToken cancellation)
    {
        if (orders.Count == 0)
        {
            return [];
        }

        var deposit = orders[0].Deposit;
        var addresses = registry.Members.Select(member => Address.Parse(member.Plan.SettlementAddress));
        var logs = await EscrowLogs.ReadAsync(chain, Address.Parse(deposit.Escrow), Address.Parse(deposit.TokenAddress), since, addresses, cancellation);
        return [.. new ChainAudit(logs, orders).Checks(), .. new PayoutAudit(registry.Members, orders, logs).Checks()];
    }

    private async Task<IReadOnlyList<InvariantCheckResponse>> InvariantsAsync(PaynodeClient admin, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var said = await AskAsync(admin, cancellation);
            if (said.All(check => check.Holds) || time.GetElapsedTime(began) > LedgerTimeout)
            {
                return said;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellation);
        }
    }

    /// <summary>An answer that is none breaks an invariant of its own: the rest of the report is still worth having.</summary>
    private static async Task<IReadOnlyList<InvariantCheckResponse>> AskAsync(PaynodeClient admin, CancellationToken cancellation)
    {
        try
        {
            return (await admin.CheckInvariantsAsync(cancellation)).Checks;
        }
        catch (PaynodeException refusal)
        {
            return [new InvariantCheckResponse("paynode_answers", false, refusal.Message)];
        }
    }
}
