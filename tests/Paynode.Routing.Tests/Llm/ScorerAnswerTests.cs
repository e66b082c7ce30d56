using Paynode.Routing.Learning;
using Paynode.Routing.Llm;
using Xunit.Abstractions;

namespace Paynode.Routing.Tests.Llm;

public class ScorerAnswerTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    [Fact]
    public void Of_ten_thousand_hostile_answers_nothing_out_of_range_comes_through()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var question = new ScorerQuestion(PromptContexts.Of(3));
        var known = question.Providers.Select(p => p.PromptContext.Provider).ToHashSet();
        var counted = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var answer = HostileAnswers.Next(random);
            foreach (var score in ScorerAnswer.Read(answer, question, PromptContexts.Now, Longest) ?? [])
            {
                counted++;
                Assert.Contains(score.Provider, known);
                Assert.InRange(score.Score, 0, 1);
                Assert.InRange(score.Confidence, 0, 1);
                Assert.InRange(score.Ttl, TimeSpan.FromSeconds(1), Longest);
                Assert.All(score.Evidence, e => Assert.True(e.Length <= 201));
                Assert.InRange(ScorerTrust.ToLogOdds(score.Score, score.Confidence, 0, 1), -1.5, 1.5);
            }
        }

        output.WriteLine($"{counted} scores counted");
    }

    [Fact]
    public async Task Three_hundred_of_them_over_the_wire_are_verdicts()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var server = new FakeChatServer();
        using var scorer = new LlmScorer(new LlmScorerOptions(server.Endpoint, "test", null));
        for (var i = 0; i < 300; i++)
        {
            server.Say(HostileAnswers.Next(random));

            var scoring = await scorer.ScoreAsync(PromptContexts.Of(3), default);

            Assert.Contains(scoring.Result, new[] { LlmResult.Scored, LlmResult.NothingUsable, LlmResult.Malformed });
        }
    }

    [Fact]
    public void A_provider_that_is_judged_twice_is_not_judged()
    {
        var question = new ScorerQuestion(PromptContexts.Of(2));

        var scores = ScorerAnswer.Read(
            PromptContexts.Answer(("p1", 0.1, 1, 60), ("p1", 0.9, 1, 60), ("p2", 0.5, 1, 60)), question, PromptContexts.Now, Longest);

        Assert.Equal(question.Providers[1].PromptContext.Provider, Assert.Single(scores!).Provider);
    }

    [Fact]
    public void An_opinion_for_ever_counts_for_half_an_hour()
    {
        var question = new ScorerQuestion(PromptContexts.Of(1));

        var scores = ScorerAnswer.Read(PromptContexts.Answer(("p1", 0.5, 1, int.MaxValue)), question, PromptContexts.Now, Longest);

        Assert.Equal(Longest, Assert.Single(scores!).Ttl);
    }
}
