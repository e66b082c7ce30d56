using System.Text;
using System.Text.Json.Nodes;
using Paynode.Routing.Llm;

namespace Paynode.Routing.Tests.Llm;

/// <summary>
/// What every connection to a language model has to do, whoever signs its calls: against a service that speaks the real
/// protocol, and breaks it. Derive from it with another one.
/// </summary>
public abstract class ChatClientSuite
{
    /// <summary>The credential that the service is to receive.</summary>
    protected abstract string Authorization { get; }

    /// <summary>The connection under test.</summary>
    protected abstract LlmConnection Connect(LlmScorerOptions options);

    [Fact]
    public async Task The_question_comes_with_its_credential_and_a_strict_schema_that_names_the_aliases_only()
    {
        await using var server = new FakeChatServer();
        server.Say(Briefings.Answer());

        await ScoreAsync(server, providers: 2);

        var (path, authorization, body) = Assert.Single(server.Requests);
        Assert.Equal(("/v1/chat/completions", Authorization), (path, authorization));
        Assert.Equal("test", (string?)body["model"]);
        Assert.Equal(2_000, (int?)body["max_completion_tokens"]);
        var format = body["response_format"]!["json_schema"]!;
        Assert.True((bool?)format["strict"]);
        var item = format["schema"]!["properties"]!["opinions"]!["items"]!;
        Assert.False((bool?)item["additionalProperties"]);
        Assert.Equal(["p1", "p2"], item["properties"]!["provider"]!["enum"]!.AsArray().Select(n => (string)n!));
    }

    [Fact]
    public async Task An_answer_comes_with_the_tokens_it_cost()
    {
        await using var server = new FakeChatServer();
        server.Say(Briefings.Answer(("p1", 0.5, 0.5, 60)));

        var scoring = await ScoreAsync(server);

        Assert.Equal((LlmVerdict.Scored, 760L), (scoring.Verdict, scoring.Tokens));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{\"prompt_tokens\":-5,\"completion_tokens\":1,\"total_tokens\":-4}")]
    public async Task An_answer_that_does_not_say_what_it_cost_counts_all_the_same(string usage)
    {
        await using var server = new FakeChatServer();
        var answer = JsonNode.Parse(FakeChatServer.Completion(Briefings.Answer(("p1", 0.5, 0.5, 60))))!;
        answer["usage"] = JsonNode.Parse(usage);
        server.Body(answer.ToJsonString());

        var scoring = await ScoreAsync(server);

        Assert.Equal((LlmVerdict.Scored, 0L), (scoring.Verdict, scoring.Tokens));
    }

    [Theory]
    [InlineData("", 200)]
    [InlineData("no JSON at all", 200)]
    [InlineData("{}", 200)]
    [InlineData("[]", 200)]
    [InlineData("{\"choices\":[]}", 200)]
    [InlineData("{\"choices\":null,\"usage\":{\"prompt_tokens\":\"many\"}}", 200)]
    [InlineData("{\"error\":{\"message\":\"overloaded\"}}", 400)]
    [InlineData("{\"error\":{\"code\":\"content_filter\"}}", 400)]
    [InlineData("", 401)]
    [InlineData("{\"error\":{\"code\":\"DeploymentNotFound\"}}", 404)]
    public async Task A_broken_service_is_a_verdict_and_no_exception(string body, int status)
    {
        await using var server = new FakeChatServer();
        server.Body(body, status);

        var scoring = await ScoreAsync(server);

        Assert.Contains(scoring.Verdict, new[] { LlmVerdict.Malformed, LlmVerdict.Failed });
        Assert.Empty(scoring.Opinions);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task What_passes_is_asked_once_more(int status)
    {
        await using var server = new FakeChatServer();
        server.InTurn(FakeChatServer.Refusal(status, retryAfter: "0"), FakeChatServer.Completed(Briefings.Answer(("p1", 0.5, 0.5, 60))));

        Assert.Equal(LlmVerdict.Scored, (await ScoreAsync(server)).Verdict);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task What_does_not_pass_is_left_after_the_second_time()
    {
        await using var server = new FakeChatServer();
        server.InTurn(FakeChatServer.Refusal(429, retryAfter: "0"));

        Assert.Equal(LlmVerdict.Failed, (await ScoreAsync(server)).Verdict);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_service_that_wants_to_be_asked_in_an_hour_is_left_in_time()
    {
        await using var server = new FakeChatServer();
        server.InTurn(FakeChatServer.Refusal(429, retryAfter: "3600"));

        Assert.Equal(LlmVerdict.TimedOut, (await ScoreAsync(server, timeout: TimeSpan.FromSeconds(2))).Verdict);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_a_verdict()
    {
        using var scorer = Scorer(new LlmScorerOptions(new Uri("http://127.0.0.1:9/v1"), "test", ChatClientByKeyTests.Key));

        Assert.Equal(LlmVerdict.Failed, (await scorer.ScoreAsync(Briefings.Of(1), default)).Verdict);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_model_that_hangs_is_left(bool inMidAnswer)
    {
        await using var server = new FakeChatServer();
        server.Answer = async (response, ct) =>
        {
            if (inMidAnswer)
            {
                await response.OutputStream.WriteAsync("{\"id\":\"chatcmpl-1\","u8.ToArray(), ct);
                await response.OutputStream.FlushAsync(ct);
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        };

        Assert.Equal(LlmVerdict.TimedOut, (await ScoreAsync(server, timeout: TimeSpan.FromMilliseconds(300))).Verdict);
    }

    [Fact]
    public async Task An_answer_without_end_is_left_before_it_fills_the_memory()
    {
        await using var server = new FakeChatServer();
        long sent = 0;
        server.Answer = async (response, ct) =>
        {
            var chunk = Encoding.UTF8.GetBytes(new string(' ', 65_536));
            for (; sent < 1L << 30; sent += chunk.Length)
            {
                await response.OutputStream.WriteAsync(chunk, ct);
            }
        };

        Assert.Equal(LlmVerdict.Malformed, (await ScoreAsync(server)).Verdict);
        Assert.True(sent < 64L << 20, $"{sent} bytes were taken");
    }

    [Fact]
    public async Task A_caller_that_leaves_is_not_kept()
    {
        await using var server = new FakeChatServer();
        using var leave = new CancellationTokenSource();
        server.Answer = async (_, ct) =>
        {
            await leave.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, ct);
        };
        using var scorer = Scorer(Options(server));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scorer.ScoreAsync(Briefings.Of(1), leave.Token));
    }

    private protected static LlmScorerOptions Options(FakeChatServer server) => new(server.Endpoint, "test", ChatClientByKeyTests.Key);

    private protected LlmScorer Scorer(LlmScorerOptions options) => new(options, Connect(options));

    private protected async Task<LlmScoring> ScoreAsync(FakeChatServer server, int providers = 1, TimeSpan? timeout = null)
    {
        using var scorer = Scorer(Options(server) with { Timeout = timeout ?? TimeSpan.FromSeconds(20) });
        return await scorer.ScoreAsync(Briefings.Of(providers), default);
    }
}
