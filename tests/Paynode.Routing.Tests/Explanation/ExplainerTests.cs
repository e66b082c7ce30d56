using System.Text.Json;
using Paynode.Routing.Choice;
using Paynode.Routing.Explanation;

namespace Paynode.Routing.Tests.Explanation;

public sealed class ExplainerTests
{
    [Fact]
    public void A_decision_names_the_first_and_its_reason()
    {
        var explanation = Explain(isLarge: true, (i, c) => c with { CostBps = 50 + 5 * i });
        Assert.Equal(["p0", "p1", "p2"], explanation.Candidates.Select(c => c.Provider));
        Assert.StartsWith("p0 is asked first: ", explanation.Sentence, StringComparison.Ordinal);
        Assert.Contains("bps more than p1", explanation.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_refused_come_last_with_their_gate()
    {
        var explanation = Explain(isLarge: true, (i, c) => i == 0 ? c with { HeartbeatAgeSeconds = 90 } : c);
        var last = explanation.Candidates[^1];
        Assert.Equal(("p0", Gate.LostHeartbeat, null), (last.Provider, last.Gate, last.Rank));
        Assert.Contains("1 without a heartbeat", explanation.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void With_nobody_to_ask_it_says_why()
    {
        var explanation = Explain(isLarge: false, (_, c) => c with { BalanceRatio = 0 });
        Assert.Equal("None of 3 providers could be asked: 3 short of balance.", explanation.Sentence);
        Assert.Equal(0, explanation.Propensity);
    }

    [Fact]
    public void It_is_written_as_json_whatever_the_figures()
    {
        var explanation = Explain(isLarge: false, (_, c) => c with { CostBps = double.NaN });
        Assert.All(explanation.Candidates, c => Assert.Equal(Gate.StaleQuote, c.Gate));
        Assert.Contains("\"ModelVersion\"", JsonSerializer.Serialize(explanation), StringComparison.Ordinal);
    }

    private static DecisionExplanation Explain(bool isLarge, Func<int, Candidate, Candidate> change)
    {
        var market = new TestMarket(3);
        var order = TestMarket.Order(isLarge);
        var (ranking, scores) = market.Rank(market.Candidates(change), order);
        return Explainer.Explain(["p0", "p1", "p2"], scores, ranking, order, market.Now);
    }
}
