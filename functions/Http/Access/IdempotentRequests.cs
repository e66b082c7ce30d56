using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>Runs a creating request once per <c>Idempotency-Key</c>; every repeated request gets the first response.</summary>
public sealed class IdempotentRequests(IdempotencyStore store)
{
    /// <summary>The header that names the request.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>Maximum length of a key.</summary>
    public const int MaxKeyLength = 128;

    /// <summary>The tenant of the operator's own keys.</summary>
    public static readonly TenantId Operator = new(Guid.Empty);

    /// <summary>Another request with the key is still running.</summary>
    internal static readonly Problem InProgress = new(
        "request_in_progress", "A request with this key is still in progress; try again shortly.", Header);

    /// <summary>The key, in one header line or in several equal ones, which a proxy may have joined with commas.</summary>
    /// <returns>The key, or <c>idempotency_key_required</c>, <c>idempotency_key_ambiguous</c>.</returns>
    internal static Result<string> KeyOf(HttpRequest request)
    {
        const StringSplitOptions Trimmed = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        var keys = request.Headers[Header].SelectMany(line => (line ?? "").Split(',', Trimmed)).Distinct(StringComparer.Ordinal).ToList();
        return keys switch
        {
            [{ Length: <= MaxKeyLength } key] when key.All(c => c is >= ' ' and <= '~') => key,
            [_, _, ..] => new Problem("idempotency_key_ambiguous", $"Send one {Header}, without a comma.", Header),
            _ => new Problem("idempotency_key_required", $"Send {Header}: 1 to {MaxKeyLength} printable characters, no comma.", Header),
        };
    }

    /// <summary>The operation, the same for every spelling of method and path that routing accepts for it.</summary>
    internal static string OperationOf(HttpRequest request) =>
        $"{request.Method.ToUpperInvariant()} {request.Path.Value?.TrimEnd('/').ToLowerInvariant()}";

    /// <summary>Whether a request is answered without creating anything: its key already has a response, or is invalid.</summary>
    /// <remarks>This may change a moment later; <see cref="CreateAsync"/> decides.</remarks>
    public async Task<bool> IsAnsweredAsync(HttpRequest request, TenantId tenant, CancellationToken cancellationToken) =>
        KeyOf(request) is not { Succeeded: true } key
            || await store.HasAnswerAsync(tenant, OperationOf(request), key.Value, cancellationToken);

    /// <summary>Runs the request, or repeats its first response.</summary>
    /// <param name="request">The request, with its key.</param>
    /// <param name="tenant">The scope of the keys.</param>
    /// <param name="body">The bytes that were sent.</param>
    /// <param name="create">Creates within the transaction; a problem rolls everything back, so that the key can be used again.</param>
    /// <param name="holdsSecret">The response contains a secret: it is stored encrypted.</param>
    public async Task<IResult> CreateAsync<T>(
        HttpRequest request, TenantId tenant, byte[] body, Func<NpgsqlConnection, Task<Result<T>>> create, bool holdsSecret = false)
    {
        var key = KeyOf(request);
        if (!key.Succeeded)
        {
            return key.Problem.ToResult();
        }

        Problem? problem = null;
        var answer = await store.RunAsync(
            tenant, OperationOf(request), key.Value, SHA256.HashData(body),
            async connection =>
            {
                var created = await create(connection);
                problem = created.Problem;
                return problem is null
                    ? new StoredResponse(
                        StatusCodes.Status201Created, JsonSerializer.Serialize(created.Value, ApiJson.Options), holdsSecret)
                    : new StoredResponse(Problems.StatusOf(problem.Code), "");
            },
            request.HttpContext.RequestAborted);

        return answer switch
        {
            { Outcome: IdempotentOutcome.InProgress } =>
                InProgress.ToResult(),
            { Outcome: IdempotentOutcome.KeyReusedWithOtherBody } =>
                new Problem("idempotency_key_reused", $"This {Header} was used with another body.", Header).ToResult(),
            { Outcome: IdempotentOutcome.Fresh } when problem is not null => problem.ToResult(),
            _ => TypedResults.Text(answer.Response!.Json, "application/json", statusCode: answer.Response.Status),
        };
    }
}
