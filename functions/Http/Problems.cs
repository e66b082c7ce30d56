using Microsoft.AspNetCore.Http;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Expected failures as RFC 9457 problem documents. The code is the contract; status and title follow from it.</summary>
public static class Problems
{
    /// <summary>Media type of a problem document.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>Value of Retry-After, in seconds.</summary>
    private const int RetryAfterSeconds = 2;

    /// <summary>Problems that last until an operator acts: no Retry-After applies.</summary>
    private static readonly HashSet<string> WithoutRetryAfter = new(StringComparer.Ordinal) { "chain_paused" };

    private static readonly Dictionary<string, int> StatusByCode = new(StringComparer.Ordinal)
    {
        ["api_key_missing"] = 401,
        ["api_key_invalid"] = 401,
        ["signature_missing"] = 401,
        ["signature_invalid"] = 401,
        ["timestamp_out_of_range"] = 401,
        ["replayed_request"] = 409,
        ["quote_unknown"] = 404,
        ["order_unknown"] = 404,
        ["offer_unknown"] = 404,
        ["provider_unknown"] = 404,
        ["tenant_unknown"] = 404,
        ["decision_unknown"] = 404,
        ["chain_unknown"] = 404,
        ["queue_unknown"] = 404,
        ["quote_expired"] = 409,
        ["quote_used"] = 409,
        ["offer_closed"] = 409,
        ["offer_already_reported"] = 409,
        ["reference_used"] = 409,
        ["order_not_cancellable"] = 409,
        ["reference_taken"] = 409,
        ["request_in_progress"] = 409,
        ["outcome_repeated"] = 409,
        ["request_timeout"] = 408,
        ["body_too_large"] = 413,
        ["content_type_unsupported"] = 415,
        ["content_encoding_unsupported"] = 415,
        ["idempotency_key_reused"] = 422,
        ["paid_amount_mismatch"] = 422,
        ["provider_not_a_candidate"] = 422,
        ["outcome_from_the_future"] = 422,
        ["outcome_before_decision"] = 422,
        ["too_many_requests"] = 429,
        ["quote_limit_reached"] = 429,
        ["unfunded_limit_reached"] = 429,
        ["chain_paused"] = 503,
        ["no_liquidity"] = 503,
        ["unavailable"] = 503,
    };

    /// <summary>Every code with a status of its own; all others are 400.</summary>
    public static IReadOnlyDictionary<string, int> Statuses => StatusByCode;

    /// <summary>The HTTP status of a code.</summary>
    public static int StatusOf(string code) => StatusByCode.GetValueOrDefault(code, StatusCodes.Status400BadRequest);

    /// <summary>The document of a problem.</summary>
    public static ProblemDocument Document(Problem problem) => new(
        $"https://paynode.dev/problems/{problem.Code}",
        Title(problem.Code),
        StatusOf(problem.Code),
        problem.Detail,
        problem.Code,
        problem.Field);

    /// <summary>The response to a problem.</summary>
    public static IResult ToResult(this Problem problem) => new ProblemResult(Document(problem));

    private static string Title(string code)
    {
        var words = code.Replace('_', ' ');
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    private sealed class ProblemResult(ProblemDocument document) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = document.Status;
            if (document.Status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests
                && !WithoutRetryAfter.Contains(document.Code))
            {
                httpContext.Response.Headers.RetryAfter = FormattableString.Invariant($"{RetryAfterSeconds}");
            }

            return httpContext.Response.WriteAsJsonAsync(document, ApiJson.Options, ContentType, httpContext.RequestAborted);
        }
    }
}
