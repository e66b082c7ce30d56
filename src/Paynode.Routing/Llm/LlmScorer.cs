using System.ClientModel;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Paynode.Routing.Llm;

/// <summary>
/// Asks a language model to score a corridor's providers. Always returns a result, possibly an empty one: failures of the
/// service or the model are results, not exceptions.
/// </summary>
public sealed class LlmScorer : IDisposable
{
    /// <summary>A low estimate of the characters per token, so that token counts are overestimated rather than underestimated.</summary>
    private const int CharactersAToken = 2;

    private readonly LlmScorerOptions _options;
    private readonly LlmConnection _connection;
    private readonly LlmBudget _budget;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _log;

    /// <summary>Creates a scorer for the options' endpoint with the options' key.</summary>
    public LlmScorer(LlmScorerOptions options, TimeProvider? timeProvider = null, ILogger<LlmScorer>? log = null)
        : this(options, LlmConnection.Open(options), timeProvider, log)
    {
    }

    /// <summary>Creates a scorer over a connection, and takes ownership of it.</summary>
    public LlmScorer(LlmScorerOptions options, LlmConnection connection, TimeProvider? timeProvider = null, ILogger<LlmScorer>? log = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _connection, _timeProvider, _log) =
            (options, connection, timeProvider ?? TimeProvider.System, log ?? NullLogger<LlmScorer>.Instance);
        _budget = new LlmBudget(options.CallsADay, options.TokensADay, _timeProvider);
    }

    /// <summary>Scores a corridor.</summary>
    /// <exception cref="OperationCanceledException">The caller has cancelled.</exception>
    public async Task<LlmScoring> ScoreAsync(CorridorPromptContext promptContext, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(promptContext);
        var question = new ScorerQuestion(promptContext);
        var started = _timeProvider.GetTimestamp();
        var scoring = question.Providers.Count == 0
            ? LlmScoring.Without(LlmResult.NothingToScore)
            : await AskWithinBudgetAsync(question, cancellationToken);
        LlmMetrics.Asked(scoring.Result, _timeProvider.GetElapsedTime(started));
        _log.LogInformation(
            "Asked {Model} about {Corridor}: {Result}, {Scores} scores, {Tokens} tokens.",
            _options.Model, promptContext.Corridor, scoring.Result, scoring.Scores.Count, scoring.Tokens);
        return scoring;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private async Task<LlmScoring> AskWithinBudgetAsync(ScorerQuestion question, CancellationToken cancellationToken)
    {
        var characters = ScorerQuestion.Instructions.Length + question.Data.Length + question.Schema.Length;
        var most = characters / CharactersAToken + _options.MostAnswerTokens;
        if (!_budget.TryTake(most))
        {
            return LlmScoring.Without(LlmResult.OverBudget);
        }

        var scoring = await AskAsync(question, cancellationToken);

        // A failed call may still have been charged.
        _budget.Settle(most, scoring.Tokens > 0 ? scoring.Tokens : most);
        return scoring;
    }

    private async Task<LlmScoring> AskAsync(ScorerQuestion question, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.Timeout);
        try
        {
            _log.LogDebug("Question: {Question}", question.Data);
            var answer = await _connection.Chat.GetResponseAsync(
                [new ChatMessage(ChatRole.System, ScorerQuestion.Instructions), new ChatMessage(ChatRole.User, question.Data)],
                OptionsFor(question),
                timeout.Token);
            return Judge(answer, question);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var result = ResultOn(e, timeout.IsCancellationRequested);
            _log.LogWarning("The call to {Model} failed: {Result} ({Error}).", _options.Model, result, e.GetType().Name);
            return LlmScoring.Without(result);
        }
    }

    private LlmScoring Judge(ChatResponse answer, ScorerQuestion question)
    {
        var tokens = Tokens(answer.Usage);
        _log.LogDebug("Answer: {Answer}", UntrustedText.Clean(answer.Text, _options.MostAnswerTokens * 8));
        var isRefused = answer.Messages.SelectMany(message => message.Contents).Any(content => content is ErrorContent);
        if (isRefused || answer.FinishReason == ChatFinishReason.ContentFilter)
        {
            return LlmScoring.Without(LlmResult.Refused, tokens);
        }

        var scores = answer.FinishReason == ChatFinishReason.Stop
            ? ScorerAnswer.Read(answer.Text, question, _timeProvider.GetUtcNow(), _options.LongestTtl)
            : null;
        return scores switch
        {
            null => LlmScoring.Without(LlmResult.Malformed, tokens),
            [] => LlmScoring.Without(LlmResult.NothingUsable, tokens),
            _ => new LlmScoring(LlmResult.Scored, scores, tokens),
        };
    }

    /// <summary>Counts the tokens used. Negative or absurd numbers from a service are ignored.</summary>
    private long Tokens(UsageDetails? usage)
    {
        if (usage is not { InputTokenCount: >= 0 and <= int.MaxValue, OutputTokenCount: >= 0 and <= int.MaxValue })
        {
            return 0;
        }

        LlmMetrics.Used(usage.InputTokenCount.Value, usage.OutputTokenCount.Value, _options);
        return usage.InputTokenCount.Value + usage.OutputTokenCount.Value;
    }

    private ChatOptions OptionsFor(ScorerQuestion question) => new()
    {
        ResponseFormat = ChatResponseFormat.ForJsonSchema(JsonElement.Parse(question.Schema), "provider_opinions"),
        AdditionalProperties = new() { ["strict"] = true },
        MaxOutputTokens = _options.MostAnswerTokens,
    };

    private static LlmResult ResultOn(Exception exception, bool timedOut) => exception switch
    {
        _ when timedOut => LlmResult.TimedOut,
        OperationCanceledException or TimeoutException => LlmResult.TimedOut,
        ClientResultException or HttpRequestException => LlmResult.Failed,
        AggregateException { InnerExceptions: [.., var last] } => ResultOn(last, timedOut),
        JsonException or FormatException or InvalidDataException or InvalidOperationException
            or ArgumentException or KeyNotFoundException => LlmResult.Malformed,
        _ => LlmResult.Failed,
    };
}
