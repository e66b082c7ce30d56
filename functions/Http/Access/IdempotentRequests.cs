using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Paynode.Domain;
using Paynode.Storage;

namespace Paynode.Functions;

/// <summary>Runs a request that creates something once per <c>Idempotency-Key</c>; every repetition gets the first answer.</summary>
public sealed class IdempotentRequests(IdempotencyStore store)
{
    /// <summary>The header that names the request.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>Longest key.</summary>
    public const int MaxKeyLength = 128;

    /// <summary>The owner of the operator's own keys.</summary>
    public static readonly TenantId Operator = new(Guid.Empty);

    /// <summary>Runs the request, or repeats the answer that it got before.</summary>
    /// <param name="request">The request, with its key.</param>
    /// <param name="tenant">Keys of different tenants never meet.</param>
    /// <param name="body">The bytes that were sent.</param>
    /// <param name="create">Creates within the transaction; a problem leaves nothing behind, so that the key can be used again.</param>
    /// <param name="holdsSecret">The answer holds a secret: it is kept sealed.</param>
    public async Task<IResult> CreateAsync<T>(
        HttpRequest request, TenantId tenant, byte[] body, Func<NpgsqlConnection, Task<Result<T>>> create, bool holdsSecret = false)
    {
        var key = request.Headers[Header].ToString();
        if (key.Length is 0 or > MaxKeyLength || key.Any(c => c is < ' ' or > '~'))
        {
            return new Problem("idempotency_key_required", $"Send {Header}: 1 to {MaxKeyLength} printable characters.", Header).ToResult();
        }

        Problem? problem = null;
        var answer = await store.RunAsync(
            tenant, $"{request.Method} {request.Path}", key, SHA256.HashData(body),
            async connection =>
            {
                var created = await create(connection);
                problem = created.Problem;
                return problem is null
                    ? new StoredResponse(StatusCodes.Status201Created, JsonSerializer.Serialize(created.Value, ApiJson.Options), holdsSecret)
                    : new StoredResponse(Problems.StatusOf(problem.Code), "");
            },
            request.HttpContext.RequestAborted);

        return answer switch
        {
            { Outcome: IdempotentOutcome.InProgress } =>
                new Problem("request_in_progress", "A request with this key is still being worked on; try again shortly.", Header).ToResult(),
            { Outcome: IdempotentOutcome.KeyReusedWithOtherBody } =>
                new Problem("idempotency_key_reused", $"This {Header} was used with another body.", Header).ToResult(),
            { Outcome: IdempotentOutcome.Fresh } when problem is not null => problem.ToResult(),
            _ => TypedResults.Text(answer.Response!.Json, "application/json", statusCode: answer.Response.Status),
        };
    }
}
