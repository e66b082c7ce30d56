using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>
/// Common handling of every HTTP function: authentication, a size-limited strict body, and failures as problem documents.
/// </summary>
public sealed class ApiEndpoint(
    TenantStore tenants, ProviderSignatures signatures, AccessOptions options, OperatorGuesses guesses, RequestRates rates,
    BodyDeadline deadline, ILogger<ApiEndpoint> logger)
{
    private static readonly Problem Missing = new("api_key_missing", "Send an API key as 'Authorization: Bearer …'.");
    private static readonly Problem Invalid = new("api_key_invalid", "The API key is not valid.");
    private static readonly Problem TooFast = new("too_many_requests", "The request rate limit of this sender is exceeded.");

    private static readonly Problem TooMany = new("too_many_requests", "Too many calls with a wrong key; try again in a minute.");

    /// <summary>For anyone.</summary>
    public Task<IResult> ForAnyoneAsync(Func<Task<IResult>> handle) => GuardAsync(handle);

    /// <summary>For a tenant with an API key.</summary>
    public Task<IResult> ForSenderAsync(HttpRequest request, Func<TenantId, Task<IResult>> handle) => GuardAsync(async () =>
    {
        if (BearerOf(request) is not { } key)
        {
            return Missing.ToResult();
        }

        var tenant = await tenants.FindByApiKeyAsync(key, request.HttpContext.RequestAborted);
        return tenant is not { } known ? Invalid.ToResult()
            : rates.TryTake(known) ? await handle(known)
            : TooFast.ToResult();
    });

    /// <summary>For a tenant with an API key, with a body.</summary>
    public Task<IResult> ForSenderAsync<T>(HttpRequest request, Func<TenantId, Body<T>, Task<IResult>> handle)
        where T : class => ForSenderAsync(request, tenant => WithBodyAsync<T>(request, body => handle(tenant, body)));

    /// <summary>For the operator.</summary>
    public Task<IResult> ForOperatorAsync(HttpRequest request, Func<Task<IResult>> handle) => GuardAsync(async () =>
    {
        if (BearerOf(request) is not { } key)
        {
            return Missing.ToResult();
        }

        var matches = CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(key)), options.AdminKeyHash.Span);
        if (matches)
        {
            return await handle();
        }

        return (await guesses.IsTooManyAsync(key, request.HttpContext.RequestAborted) ? TooMany : Invalid).ToResult();
    });

    /// <summary>For the operator, with a body.</summary>
    public Task<IResult> ForOperatorAsync<T>(HttpRequest request, Func<Body<T>, Task<IResult>> handle)
        where T : class => ForOperatorAsync(request, () => WithBodyAsync(request, handle));

    /// <summary>For a provider that signs its calls, where the time of signing is irrelevant.</summary>
    public Task<IResult> ForProviderAsync<T>(HttpRequest request, Func<ProviderId, T, Task<IResult>> handle)
        where T : class => ForProviderCallAsync<T>(request, (call, body) => handle(call.Provider, body));

    /// <summary>For a provider that signs its calls.</summary>
    public Task<IResult> ForProviderCallAsync<T>(HttpRequest request, Func<ProviderCall, T, Task<IResult>> handle)
        where T : class => GuardAsync(async () =>
        {
            // Without valid signature headers the body is not read.
            var headers = await signatures.CheckAsync(request, request.HttpContext.RequestAborted);
            if (!headers.Succeeded)
            {
                return headers.Problem.ToResult();
            }

            var bytes = await RequestBody.ReadBytesAsync(request, deadline, request.HttpContext.RequestAborted);
            if (!bytes.Succeeded)
            {
                return bytes.Problem.ToResult();
            }

            // Authentication precedes parsing: an unsigned body is not parsed.
            var caller = await signatures.VerifyAsync(request, headers.Value, bytes.Value, request.HttpContext.RequestAborted);
            if (!caller.Succeeded)
            {
                return caller.Problem.ToResult();
            }

            var body = RequestBody.Parse<T>(request, bytes.Value);
            return body.Succeeded ? await handle(caller.Value, body.Value) : body.Problem.ToResult();
        });

    private async Task<IResult> WithBodyAsync<T>(HttpRequest request, Func<Body<T>, Task<IResult>> handle)
        where T : class
    {
        var bytes = await RequestBody.ReadBytesAsync(request, deadline, request.HttpContext.RequestAborted);
        if (!bytes.Succeeded)
        {
            return bytes.Problem.ToResult();
        }

        var body = RequestBody.Parse<T>(request, bytes.Value);
        return body.Succeeded ? await handle(new Body<T>(body.Value, bytes.Value)) : body.Problem.ToResult();
    }

    private async Task<IResult> GuardAsync(Func<Task<IResult>> handle)
    {
        try
        {
            return await handle();
        }
        catch (Exception fault) when (IsOutage(fault))
        {
            logger.LogError(fault, "A request failed because of an outage.");
            return new Problem("unavailable", "Paynode cannot answer at the moment; try again shortly.").ToResult();
        }
    }

    private static bool IsOutage(Exception fault) =>
        fault is NpgsqlException { IsTransient: true } or TimeoutException
        || (fault is NpgsqlException and not PostgresException)
        || fault is PostgresException
        {
            SqlState: PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.CrashShutdown,
        }
        || (fault.InnerException is { } inner && IsOutage(inner));

    private static string? BearerOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var value = request.Headers.Authorization.ToString();
        return value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && value.Length > Scheme.Length
            ? value[Scheme.Length..].Trim()
            : null;
    }
}
