using System.Text;
using System.Text.Json.Nodes;
using Paynode.LocalServices;
using Paynode.Routing.Llm;

namespace Paynode.Routing.Tests.Llm;

/// <summary>
/// What every connection to a language model has to do, whoever signs its calls: against a service that speaks the real
/// protocol, and breaks it. Derive from it with another one.
/// </summary>
public abstract class ChatClientSuite
{
    /// <summary>The Authorization header that the service is to receive.</summary>
    protected abstract string? Authorization { get; }

    /// <summary>The api-key header that the service is to receive.</summary>
    protected virtual string? ApiKey => null;

    /// <summary>The path and query that the service is to be asked at.</summary>
    protected abstract string Path { get; }

    /// <summary>The connection under test.</summary>
    protected abstract LlmConnection Connect(LlmScorerOptions options);

    [Fact]
    public async Task The_question_comes_with_its_credential_and_a_strict_schema_that_names_the_aliases_only()
    {
        await using var server = new FakeChatServer();
        server.Say(PromptContexts.Answer());

        await ScoreAsync(server, providers: 2);

        var (path, authorization, apiKey, body) = Assert.Single(server.Requests);
        Assert.Equal((Path, Authorization, ApiKey), (path, authorization, apiKey));
        Assert.Equal("test", (string?)body["model"]);
        Assert.Equal(2_000, (int?)body["max_completion_tokens"]);
        Assert.Null(body["max_tokens"]);
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
        server.Say(PromptContexts.Answer(("p1", 0.5, 0.5, 60)));

        var scoring = await ScoreAsync(server);

        Assert.Equal((LlmResult.Scored, 760L), (scoring.Result, scoring.Tokens));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{\"prompt_tokens\":-5,\"completion_tokens\":1,\"total_tokens\":-4}")]
    public async Task An_answer_that_does_not_say_what_it_cost_counts_all_the_same(string usage)
    {
        await using var server = new FakeChatServer();
        var answer = JsonNode.Parse(FakeChatServer.Completion(PromptContexts.Answer(("p1", 0.5, 0.5, 60))))!;
        answer["usage"] = JsonNode.Parse(usage);
        server.Body(answer.ToJsonString());

        var scoring = await ScoreAsync(server);

        Assert.Equal((LlmResult.Scored, 0L), (scoring.Result, scoring.Tokens));
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
    [InlineData("{\"error\":{\"code\":\"401\",\"message\":\"Access denied due to invalid subscription key or wrong API endpoint.\"}}", 401)]
    [InlineData("{\"error\":{\"code\":\"PermissionDenied\"}}", 403)]
    [InlineData("{\"error\":{\"code\":\"DeploymentNotFound\"}}", 404)]
    [InlineData("{\"id\":\"chatcmpl-1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"{\\\"opin", 200)]
    public async Task A_broken_service_is_a_verdict_and_no_exception(string body, int status)
    {
        await using var server = new FakeChatServer();
        server.Body(body, status);

        var scoring = await ScoreAsync(server);

        Assert.Contains(scoring.Result, new[] { LlmResult.Malformed, LlmResult.Failed });
        Assert.Empty(scoring.Scores);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    public async Task What_passes_is_asked_once_more(int status)
    {
        await using var server = new FakeChatServer();
        server.InTurn(FakeChatServer.Refusal(status, retryAfter: "0"), FakeChatServer.Completed(PromptContexts.Answer(("p1", 0.5, 0.5, 60))));

        Assert.Equal(LlmResult.Scored, (await ScoreAsync(server)).Result);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task What_does_not_pass_is_left_after_the_second_time()
    {
        await using var server = new FakeChatServer();
        server.InTurn(FakeChatServer.Refusal(429, retryAfter: "0"));

        Assert.Equal(LlmResult.Failed, (await ScoreAsync(server)).Result);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_service_that_wants_to_be_asked_in_an_hour_is_left_in_time()
    {
        await using var server = new FakeChatServer();
        server.InTurn(FakeChatServer.Refusal(429, retryAfter: "3600"));

        Assert.Equal(LlmResult.TimedOut, (await ScoreAsync(server, timeout: TimeSpan.FromSeconds(2))).Result);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_a_verdict()
    {
        using var scorer = Scorer(new LlmScorerOptions(new Uri("http://127.0.0.1:9/v1"), "test", ChatClientByKeyTests.Key));

        Assert.Equal(LlmResult.Failed, (await scorer.ScoreAsync(PromptContexts.Of(1), default)).Result);
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

        Assert.Equal(LlmResult.TimedOut, (await ScoreAsync(server, timeout: TimeSpan.FromMilliseconds(300))).Result);
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

        Assert.Equal(LlmResult.Malformed, (await ScoreAsync(server)).Result);
        Assert.True(sent < 64L << 20, $"{sent} bytes were taken");
    }

    [Fact]
    public async Task Answer_Trickling_EndsAtTheTimeout()
    {
        await using var server = new FakeChatServer();
        server.Answer = async (response, ct) =>
        {
            // A byte as soon as the last was taken off: the answer never stops, and never reaches its bound.
            for (var i = 0; ; i++)
            {
                await response.OutputStream.WriteAsync(" "u8.ToArray(), ct);
                await response.OutputStream.FlushAsync(ct);
                await Task.Delay(TimeSpan.FromMilliseconds(10), ct);
            }
        };

        Assert.Equal(LlmResult.TimedOut, (await ScoreAsync(server, timeout: TimeSpan.FromMilliseconds(300))).Result);
    }

    [Fact]
    public async Task Answer_WithContentFilterResults_IsScored()
    {
        await using var server = new FakeChatServer();
        server.Body(Filtered(PromptContexts.Answer(("p1", 0.5, 0.5, 60)), "stop", isFiltered: false));

        var scoring = await ScoreAsync(server);

        Assert.Equal((LlmResult.Scored, 760L), (scoring.Result, scoring.Tokens));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("{\"opinions\":[{\"provider\":\"p1\",\"score\":1,\"confidence\":1,\"ttlSeconds\":60,\"evidence\":[]}]}")]
    public async Task Answer_CutByTheContentFilter_IsRefused(string? content)
    {
        await using var server = new FakeChatServer();
        server.Body(Filtered(content, "content_filter", isFiltered: true));

        var scoring = await ScoreAsync(server);

        Assert.Equal((LlmResult.Refused, 760L), (scoring.Result, scoring.Tokens));
        Assert.Empty(scoring.Scores);
    }

    [Fact]
    public async Task Question_RefusedByTheContentFilter_IsAVerdictAndNotRepeated()
    {
        await using var server = new FakeChatServer();
        server.Body(
            """
            {"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
            "type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation",
            "content_filter_result":{"jailbreak":{"filtered":true,"detected":true},"hate":{"filtered":false,"severity":"safe"}}}}}
            """,
            400);

        Assert.Equal(LlmResult.Failed, (await ScoreAsync(server)).Result);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("length", null, LlmResult.Malformed)]
    [InlineData("tool_calls", null, LlmResult.Malformed)]
    [InlineData("a_reason_of_next_year", null, LlmResult.Malformed)]
    [InlineData("stop", "I cannot assess providers.", LlmResult.Refused)]
    public async Task Answer_NotFinishedAsAsked_HasNoOpinions(string finish, string? refusal, LlmResult result)
    {
        await using var server = new FakeChatServer();
        server.Say(PromptContexts.Answer(("p1", 0.5, 0.5, 60)), refusal, finish);

        var scoring = await ScoreAsync(server);

        Assert.Equal(result, scoring.Result);
        Assert.Empty(scoring.Scores);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_ToAnotherServer_IsNotFollowed(int status)
    {
        await using var server = new FakeChatServer();
        await using var other = new FakeChatServer();
        other.Say(PromptContexts.Answer(("p1", 0.5, 0.5, 60)));
        server.Answer = (response, _) =>
        {
            response.StatusCode = status;
            response.AddHeader("Location", new Uri(other.Endpoint, "/elsewhere").ToString());
            return Task.CompletedTask;
        };

        Assert.Equal(LlmResult.Failed, (await ScoreAsync(server)).Result);
        Assert.Single(server.Requests);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task RateLimit_WithMillisecondsAndSeconds_IsAskedOnceMore()
    {
        await using var server = new FakeChatServer();
        server.InTurn(
            (response, ct) =>
            {
                response.AddHeader("retry-after-ms", "12");
                return FakeChatServer.Refusal(429, retryAfter: "1")(response, ct);
            },
            FakeChatServer.Completed(PromptContexts.Answer(("p1", 0.5, 0.5, 60))));

        Assert.Equal(LlmResult.Scored, (await ScoreAsync(server)).Result);
        Assert.Equal(2, server.Requests.Count);
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

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scorer.ScoreAsync(PromptContexts.Of(1), leave.Token));
    }

    /// <summary>An answer as Azure OpenAI gives it, with the results of its content filter on the question and on the answer.</summary>
    private static string Filtered(string? content, string finish, bool isFiltered)
    {
        var answer = JsonNode.Parse(FakeChatServer.Completion(content!, finish: finish))!;
        answer["prompt_filter_results"] = JsonNode.Parse(
            """[{"prompt_index":0,"content_filter_results":{"jailbreak":{"filtered":false,"detected":false},"hate":{"filtered":false,"severity":"safe"}}}]""");
        answer["choices"]![0]!["content_filter_results"] = new JsonObject
        {
            ["violence"] = new JsonObject { ["filtered"] = isFiltered, ["severity"] = isFiltered ? "high" : "safe" },
            ["protected_material_text"] = new JsonObject { ["filtered"] = false, ["detected"] = false },
        };
        return answer.ToJsonString();
    }

    private protected static LlmScorerOptions Options(FakeChatServer server) => new(server.Endpoint, "test", ChatClientByKeyTests.Key);

    private protected LlmScorer Scorer(LlmScorerOptions options) => new(options, Connect(options));

    private protected async Task<LlmScoring> ScoreAsync(FakeChatServer server, int providers = 1, TimeSpan? timeout = null)
    {
        using var scorer = Scorer(Options(server) with { Timeout = timeout ?? HangLimit.OfWait });
        return await scorer.ScoreAsync(PromptContexts.Of(providers), default);
    }
}
