using System.Text.Json;
using Paynode.Client;
using Paynode.Cli.Demo;
using Paynode.Cli.Demo.Reporting;
using Paynode.Cli.Demo.Running;
using Paynode.Cli.Demo.Scenarios;
using Paynode.Cli.Demo.Views;
using Paynode.Cli.Tests.Support;

namespace Paynode.Cli.Tests;

public sealed class ReportBuilderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_run_in_which_all_ended_as_planned_is_ok()
    {
        var report = Build(Ended("settled", "refunded"));

        Assert.True(report.Ok);
        Assert.Equal((1, 1, 1), (report.Settled, report.Refunded, report.Failovers));
        Assert.Equal((9_000d, 9_000d), (report.DepositToSettledMs.Median, report.DepositToSettledMs.P95));
        Assert.Equal((4, 1d, 2d), (report.RoutingMs.Count, report.RoutingMs.Median, report.RoutingMs.P99));
    }

    [Theory]
    [InlineData("pending", "refunded")]
    [InlineData("refunded", "refunded")]
    [InlineData("settled", "settled")]
    [InlineData("settled", "expired")]
    public void An_order_that_did_not_end_as_planned_fails_the_run(string payable, string unpayable) =>
        Assert.Single(Build(Ended(payable, unpayable)).Failures);

    [Fact]
    public void An_order_given_up_fails_the_run()
    {
        var board = Ended("settled", "refunded");
        board.Rows[0].Fail("no answer");

        Assert.Contains("no answer", Assert.Single(Build(board).Failures), StringComparison.Ordinal);
    }

    [Fact]
    public void An_order_never_made_fails_the_run() => Assert.Equal(2, Build(new OrderBoard(Plans)).Failures.Count);

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void A_broken_invariant_fails_the_run(bool paynodeHolds, bool ownHolds) =>
        Assert.Equal("money: 1 is missing", Assert.Single(Build(Ended("settled", "refunded"), paynodeHolds, ownHolds).Failures));

    [Fact]
    public void The_document_and_the_text_tell_the_same()
    {
        var report = Build(Ended("settled", "refunded"));
        using var text = new StringWriter();
        ReportText.Write(report, text);
        var document = JsonDocument.Parse(report.ToJson()).RootElement;

        Assert.True(document.GetProperty("ok").GetBoolean());
        Assert.Equal("0xab", document.GetProperty("orderList")[0].GetProperty("transactions")[0].GetProperty("hash").GetString());
        Assert.Contains("Failovers: 1", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("settled 1, refunded 1, failovers 1", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("All 2 orders ended, and every invariant holds.", text.ToString(), StringComparison.Ordinal);
    }

    private static IReadOnlyList<OrderPlan> Plans { get; } = Scenario.Create(2, 1).Orders;

    private static OrderBoard Ended(string payable, string unpayable)
    {
        var board = new OrderBoard(Plans);
        board.Created(board.Rows[0], Given.Order(1, payable));
        board.Created(board.Rows[1], Given.Order(2, unpayable));
        return board;
    }

    private static DemoReport Build(OrderBoard board, bool paynodeHolds = true, bool ownHolds = true)
    {
        var facts = board.Rows.Select(row => row.Order).OfType<OrderResponse>().ToDictionary(order => order.Id, FactsOf);
        return ReportBuilder.Build(
            new DemoOptions(2, 1, 1, Json: false),
            TimeSpan.FromSeconds(12),
            board,
            [],
            Array.Empty<int>().ToLookup(_ => Guid.Empty, _ => ""),
            facts,
            [new InvariantCheckResponse("money", paynodeHolds, "1 is missing")],
            [new InvariantCheckResponse("money", ownHolds, "1 is missing")]);
    }

    private static OrderFacts FactsOf(OrderResponse order)
    {
        string[] types = order.State == "settled" ? ["deposited", "offer.made", "offer.made", "settled"] : ["deposited", "offer.made", order.State];
        var events = types.Select((type, at) => new OrderEventResponse(at + 1, type, Noon.AddSeconds(at * 3), new Dictionary<string, string>()));
        Decision[] decisions = [new("p1", 1_000, "reserved", ""), new("p2", 2_000, "reserved", "")];
        return new OrderFacts(order, [.. events], decisions);
    }
}
