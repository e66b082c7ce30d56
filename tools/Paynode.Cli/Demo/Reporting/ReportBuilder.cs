using Paynode.Client;
using Paynode.Cli.Demo.Running;
using Paynode.Cli.Demo.Scenarios;

namespace Paynode.Cli.Demo.Reporting;

/// <summary>Puts the report together from what was seen and checked.</summary>
public static class ReportBuilder
{
    /// <summary>Builds it.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="elapsed">From the first order's quote to the last one's end.</param>
    /// <param name="board">Every order as it was seen last.</param>
    /// <param name="providers">How each provider did.</param>
    /// <param name="asked">Which providers were offered an order, by the order's id.</param>
    /// <param name="facts">What the API tells of each order, by its id.</param>
    /// <param name="paynodeChecks">What Paynode says of itself.</param>
    /// <param name="ownChecks">What the demo found.</param>
    public static DemoReport Build(
        DemoOptions options,
        TimeSpan elapsed,
        OrderBoard board,
        IReadOnlyList<ProviderLine> providers,
        ILookup<Guid, string> asked,
        IReadOnlyDictionary<string, OrderFacts> facts,
        IReadOnlyList<InvariantCheckResponse> paynodeChecks,
        IReadOnlyList<InvariantCheckResponse> ownChecks)
    {
        var states = board.Counts();
        return new DemoReport
        {
            Orders = options.Orders,
            Concurrency = options.Concurrency,
            Seed = options.Seed,
            Settled = states.GetValueOrDefault("settled"),
            Refunded = states.GetValueOrDefault("refunded"),
            Failovers = facts.Values.Count(order => order.Offers > 1),
            States = states,
            ElapsedSeconds = Math.Round(elapsed.TotalSeconds, 1),
            DepositToSettledMs = TimeFigures.Of(facts.Values.Select(order => order.DepositToSettled?.TotalMilliseconds).OfType<double>()),
            RoutingMs = TimeFigures.Of(facts.Values.SelectMany(order => order.Decisions).Select(decision => decision.DurationUs / 1000d)),
            PaynodeChecks = paynodeChecks,
            OwnChecks = ownChecks,
            Providers = providers,
            OrderList = [.. board.Rows.Select(row => LineOf(row, facts, asked))],
            Failures = [.. FailuresOf(board, paynodeChecks, ownChecks)],
        };
    }

    private static OrderLine LineOf(OrderRow row, IReadOnlyDictionary<string, OrderFacts> facts, ILookup<Guid, string> asked)
    {
        var known = row.Order is { } order ? facts.GetValueOrDefault(order.Id) : null;
        return new OrderLine(
            row.Plan.Number,
            row.Order?.Id,
            row.State,
            row.Plan.Request.Corridor!,
            row.Plan.Funding == FundingWay.DepositAddress ? "deposit_address" : "lock",
            row.Order?.Source.ToString(),
            row.Order?.Payout.ToString(),
            row.Order is null ? [] : [.. asked[Guid.Parse(row.Order.Id)]],
            known?.DepositToSettled?.TotalMilliseconds,
            [.. (known?.Decisions ?? []).Select(decision => decision.DurationUs / 1000d)],
            known?.Order.Transactions ?? [],
            row.Fault);
    }

    private static IEnumerable<string> FailuresOf(OrderBoard board, IEnumerable<InvariantCheckResponse> paynodeChecks, IEnumerable<InvariantCheckResponse> ownChecks)
    {
        foreach (var row in board.Rows)
        {
            if (row.Fault is not null || row.Order?.IsTerminal() is not true)
            {
                yield return $"Order {row.Plan.Number} is not terminal: {row.Fault ?? row.State}";
            }
            else if (row.Order.State != (row.Plan.CanBePaid ? "settled" : "refunded"))
            {
                yield return $"Order {row.Plan.Number} ended {row.Order.State}, though {(row.Plan.CanBePaid ? "providers could pay it" : "nobody could pay it")}";
            }
        }

        foreach (var check in paynodeChecks.Concat(ownChecks).Where(check => !check.Holds))
        {
            yield return $"{check.Name}: {check.Detail}";
        }
    }
}
