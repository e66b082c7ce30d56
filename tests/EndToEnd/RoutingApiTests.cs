using System.Globalization;
using System.Text.Json.Nodes;

namespace Paynode.EndToEnd;

/// <summary>The router alone, over HTTP, for a sender with providers of its own.</summary>
[Collection(nameof(PaynodeCollection))]
public sealed class RoutingApiTests(PaynodeStack paynode)
{
    private const string Decisions = "/v1/routing/decisions", Outcomes = "/v1/routing/outcomes";

    [Fact]
    public async Task A_decision_ranks_every_candidate_and_says_why_in_one_sentence()
    {
        var answer = (await paynode.Sender.PostAsync(Decisions, Request(NewCorridor(),
            new { provider = "acme", costBps = 30 },
            new { provider = "bolt", costBps = 60, inFlight = 3, capacity = 10, pendingSeconds = new[] { 4.0, 1.0 } },
            new { provider = "cara", costBps = 1, switchedOff = true }))).Require(200);
        var candidates = answer["candidates"]!.AsArray();
        Assert.Equal(3, candidates.Count);
        Assert.Equal([1, 2], candidates.Take(2).Select(it => (int)it!["rank"]!).ToArray());
        Assert.Equal("switched_off", (string)candidates[2]!["gate"]!);
        Assert.Null(candidates[2]!["rank"]);
        Assert.Equal((string)answer["chosen"]!, (string)candidates[0]!["provider"]!);
        Assert.Contains((string)answer["chosen"]!, (string)answer["sentence"]!, StringComparison.Ordinal);
        Assert.InRange((double)answer["propensity"]!, 0.0001, 1);
    }

    [Fact]
    public async Task What_is_reported_changes_who_comes_first()
    {
        var corridor = NewCorridor();
        object[] candidates = [new { provider = "cheap", costBps = 20 }, new { provider = "dear", costBps = 40 }];
        for (var i = 0; i < 25; i++)
        {
            var id = await DecideAsync(corridor, candidates);
            (await ReportAsync(id, "cheap", "failed")).Require(200);
            (await ReportAsync(id, "dear", "paid")).Require(200);
        }

        var answer = (await paynode.Sender.PostAsync(Decisions, Request(corridor, candidates))).Require(200);
        Assert.Equal("dear", (string)answer["chosen"]!);
    }

    [Fact]
    public async Task Senders_learn_apart_from_each_other()
    {
        var corridor = NewCorridor();
        object[] candidates = [new { provider = "acme", costBps = 20 }];
        for (var i = 0; i < 10; i++)
        {
            (await ReportAsync(await DecideAsync(corridor, candidates), "acme", "failed")).Require(200);
        }

        var other = await paynode.NewSenderAsync();
        var mine = await ProbabilityAsync(paynode.Sender, corridor, candidates);
        var theirs = await ProbabilityAsync(other, corridor, candidates);
        Assert.True(mine < theirs, string.Create(CultureInfo.InvariantCulture, $"{mine} is not below {theirs}."));
        var foreign = await DecideAsync(corridor, candidates);
        (await other.PostAsync(Outcomes, new { decisionId = foreign, provider = "acme", result = "paid" })).RequireProblem(404, "decision_unknown");
    }

    [Fact]
    public async Task An_outcome_counts_once()
    {
        var corridor = NewCorridor();
        object[] candidates = [new { provider = "acme", costBps = 20 }];
        var id = await DecideAsync(corridor, candidates);
        (await ReportAsync(id, "acme", "failed")).Require(200);
        var after = await ProbabilityAsync(paynode.Sender, corridor, candidates);
        var repeats = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => ReportAsync(id, "acme", i % 2 == 0 ? "failed" : "paid")));
        Assert.All(repeats, repeat => repeat.RequireProblem(409, "outcome_repeated"));
        Assert.Equal(after, await ProbabilityAsync(paynode.Sender, corridor, candidates), 3);
    }

    [Fact]
    public async Task Of_many_reports_of_one_outcome_at_once_one_is_learned()
    {
        object[] candidates = [new { provider = "acme", costBps = 20 }];
        var id = await DecideAsync(NewCorridor(), candidates);
        var reports = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => ReportAsync(id, "acme", "paid")));
        Assert.Single(reports, report => report.Status == 200);
        Assert.All(reports.Where(report => report.Status != 200), report => report.RequireProblem(409, "outcome_repeated"));
    }

    [Fact]
    public async Task Outcomes_that_cannot_be_are_refused_and_teach_nothing()
    {
        var corridor = NewCorridor();
        object[] candidates = [new { provider = "acme", costBps = 20 }];
        var id = await DecideAsync(corridor, candidates);
        var before = await ProbabilityAsync(paynode.Sender, corridor, candidates);
        (await ReportAsync(id, "acme", "paid", DateTimeOffset.UtcNow.AddHours(1))).RequireProblem(422, "outcome_from_the_future");
        (await ReportAsync(id, "acme", "paid", DateTimeOffset.UtcNow.AddHours(-1))).RequireProblem(422, "outcome_before_decision");
        (await ReportAsync(id, "zeta", "paid")).RequireProblem(422, "provider_not_a_candidate");
        (await ReportAsync(id, "acme", "perhaps")).RequireProblem(400, "result_unknown");
        (await ReportAsync(Guid.NewGuid().ToString(), "acme", "paid")).RequireProblem(404, "decision_unknown");
        (await ReportAsync("no id", "acme", "paid")).RequireProblem(404, "decision_unknown");
        Assert.Equal(before, await ProbabilityAsync(paynode.Sender, corridor, candidates), 3);
    }

    [Fact]
    public async Task Outcomes_out_of_order_are_learned_all_the_same()
    {
        var corridor = NewCorridor();
        object[] candidates = [new { provider = "acme", costBps = 20 }];
        var (first, second) = (await DecideAsync(corridor, candidates), await DecideAsync(corridor, candidates));
        var before = await ProbabilityAsync(paynode.Sender, corridor, candidates);
        Assert.True((bool)(await ReportAsync(second, "acme", "failed")).Require(200)["learned"]!);
        Assert.True((bool)(await ReportAsync(first, "acme", "failed", DateTimeOffset.UtcNow.AddSeconds(-20))).Require(200)["learned"]!);
        Assert.True(await ProbabilityAsync(paynode.Sender, corridor, candidates) < before);
    }

    [Fact]
    public async Task A_wrong_account_is_never_held_against_a_provider()
    {
        var corridor = NewCorridor();
        object[] candidates = [new { provider = "acme", costBps = 20 }];
        var before = await ProbabilityAsync(paynode.Sender, corridor, candidates);
        var answer = (await ReportAsync(await DecideAsync(corridor, candidates), "acme", "declined")).Require(200);
        Assert.False((bool)answer["learned"]!);
        Assert.Equal(before, await ProbabilityAsync(paynode.Sender, corridor, candidates), 3);
    }

    [Theory]
    [InlineData("""{"corridor":"a b","order":{"amount":"1","method":"bank","institution":"X"},"candidates":[{"provider":"a","costBps":1}]}""", "corridor_malformed")]
    [InlineData("""{"corridor":"C","candidates":[{"provider":"a","costBps":1}]}""", "order_malformed")]
    [InlineData("""{"corridor":"C","order":{"amount":"-1","method":"bank","institution":"X"},"candidates":[{"provider":"a","costBps":1}]}""", "amount_malformed")]
    [InlineData("""{"corridor":"C","order":{"amount":"1","method":"bank","institution":"X","valueBps":0},"candidates":[{"provider":"a","costBps":1}]}""", "value_out_of_range")]
    [InlineData("""{"corridor":"C","order":{"amount":"1","method":"bank","institution":"X"},"candidates":[]}""", "candidates_out_of_range")]
    [InlineData("""{"corridor":"C","order":{"amount":"1","method":"bank","institution":"X"},"candidates":[{"provider":"a"}]}""", "candidate_malformed")]
    [InlineData("""{"corridor":"C","order":{"amount":"1","method":"bank","institution":"X"},"candidates":[{"provider":"a","costBps":1,"inFlight":-1}]}""", "candidate_malformed")]
    [InlineData("""{"corridor":"C","order":{"amount":"1","method":"bank","institution":"X"},"candidates":[null]}""", "candidate_malformed")]
    [InlineData("""{"corridor":"C","order":{"amount":"1","method":"bank","institution":"X"},"candidates":[{"provider":"a","costBps":1},{"provider":"a","costBps":2}]}""", "candidate_repeated")]
    [InlineData("""{"corridor":"C","order":{"amount":"1","method":"bank","institution":"X"},"candidates":[{"provider":"a","costBps":1e999}]}""", "candidate_malformed")]
    [InlineData("""{"corridor":"C","order":{"amount":"1","method":"bank","institution":"X"},"candidates":[{"provider":"a","costBps":NaN}]}""", "body_malformed")]
    public async Task A_question_that_makes_no_sense_is_refused(string body, string code) =>
        (await paynode.Sender.PostRawAsync(Decisions, body)).RequireProblem(400, code);

    [Fact]
    public async Task Nobody_asks_without_a_key() =>
        (await new Api(paynode.Stack.Host.Url, null).PostAsync(Decisions, new { })).RequireProblem(401, "api_key_missing");

    private async Task<string> DecideAsync(string corridor, object[] candidates) =>
        (string)(await paynode.Sender.PostAsync(Decisions, Request(corridor, candidates))).Require(200)["id"]!;

    private Task<Answer> ReportAsync(string decisionId, string provider, string result, DateTimeOffset? at = null) => at is null
        ? paynode.Sender.PostAsync(Outcomes, new { decisionId, provider, result, latencySeconds = 8 })
        : paynode.Sender.PostAsync(Outcomes, new { decisionId, provider, result, at });

    private static async Task<double> ProbabilityAsync(Api sender, string corridor, object[] candidates)
    {
        var answer = (await sender.PostAsync(Decisions, Request(corridor, candidates))).Require(200);
        return (double)answer["candidates"]!.AsArray()[0]!["probability"]!;
    }

    private static JsonObject Request(string corridor, params object[] candidates) => new()
    {
        ["corridor"] = corridor,
        ["order"] = new JsonObject { ["amount"] = "80.50", ["method"] = "bank", ["institution"] = "GTBINGLA" },
        ["candidates"] = System.Text.Json.JsonSerializer.SerializeToNode(candidates),
    };

    private static string NewCorridor() => $"test-{Guid.NewGuid():N}";
}
