using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Npgsql;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>The operator's actions when a key was stolen or is due for rotation. Each action adds an audit entry.</summary>
public sealed class KeyFunctions(
    ApiEndpoint api, IdempotentRequests idempotent, NpgsqlDataSource database, TenantStore tenants, ProviderStore providers,
    ProviderService service, HeldReleases held,
    AuditStore audit, AccessOptions access, TimeProvider timeProvider)
{
    private const int MaxReasonLength = 500;

    private static readonly Problem NoTenant = new("tenant_unknown", "There is no such tenant.");
    private static readonly Problem NoProvider = new("provider_unknown", "There is no such provider.");

    /// <summary>Gives a tenant a new API key.</summary>
    [Function(nameof(RotateTenantKey))]
    [ApiOperation("Operator", "Give a sender a fresh API key, and revoke its former ones if so asked. The key is shown this once.",
        Caller = Caller.Operator, Body = typeof(TenantKeyRequest), Response = typeof(TenantResponse), Status = 201, Creates = true,
        Problems = "tenant_unknown reason_invalid")]
    public Task<IResult> RotateTenantKey(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/tenants/{tenantId}/keys")] HttpRequest request,
        string tenantId,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync<TenantKeyRequest>(request, async body =>
        {
            var answer = await idempotent.CreateAsync<TenantResponse>(request, IdempotentRequests.Operator, body.Bytes, async connection =>
            {
                if (CheckReason(body.Value.Reason) is { } problem)
                {
                    return problem;
                }

                var now = timeProvider.GetUtcNow();
                if (!TenantId.TryParse(tenantId, out var id)
                    || await tenants.RotateKeyAsync(connection, id, body.Value.RevokeOthers, now, cancellationToken) is not { } key)
                {
                    return NoTenant;
                }

                var facts = Facts(body.Value.Reason!);
                facts["revokeOthers"] = body.Value.RevokeOthers ? "true" : "false";
                await audit.AppendAsync(connection, access.Actor, "tenant.key_added", id.ToString(), facts, now, cancellationToken);
                return new TenantResponse(id.ToString(), key);
            }, holdsSecret: true);
            tenants.Forget();
            return answer;
        });

    /// <summary>Revokes every API key of a tenant.</summary>
    [Function(nameof(RevokeTenantKeys))]
    [ApiOperation("Operator", "Revoke every API key of a sender. Its orders under way go on.", Caller = Caller.Operator,
        Body = typeof(ReasonRequest), Response = typeof(RevokedKeysResponse), Problems = "tenant_unknown reason_invalid")]
    public Task<IResult> RevokeTenantKeys(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/tenants/{tenantId}/keys/revoke")] HttpRequest request,
        string tenantId,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync<ReasonRequest>(request, async body =>
        {
            if (CheckReason(body.Value.Reason) is { } problem)
            {
                return problem.ToResult();
            }

            if (!TenantId.TryParse(tenantId, out var id))
            {
                return NoTenant.ToResult();
            }

            var revoked = await database.InTransactionAsync<int?>(async connection =>
            {
                if (!await tenants.ExistsAsync(connection, id, cancellationToken))
                {
                    return null;
                }

                var now = timeProvider.GetUtcNow();
                var count = await tenants.RevokeAllAsync(connection, id, now, cancellationToken);
                var facts = Facts(body.Value.Reason!);
                facts["revoked"] = count.ToString(CultureInfo.InvariantCulture);
                await audit.AppendAsync(connection, access.Actor, "tenant.keys_revoked", id.ToString(), facts, now, cancellationToken);
                return count;
            }, cancellationToken);
            tenants.Forget();
            return revoked is { } keys ? Answers.Ok(new RevokedKeysResponse(keys)) : NoTenant.ToResult();
        });

    /// <summary>Gives a provider a new secret.</summary>
    [Function(nameof(RotateProviderSecret))]
    [ApiOperation("Operator", "Give a provider a fresh secret; the former one stops within 30 s. It is shown this once.",
        Caller = Caller.Operator, Body = typeof(ReasonRequest), Response = typeof(ProviderRegistrationResponse), Status = 201,
        Creates = true,
        Problems = "provider_unknown reason_invalid")]
    public Task<IResult> RotateProviderSecret(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/providers/{providerId}/secret")] HttpRequest request,
        string providerId,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync<ReasonRequest>(request, async body =>
        {
            if (!ProviderId.TryParse(providerId, out var id))
            {
                return NoProvider.ToResult();
            }

            var answer = await idempotent.CreateAsync<ProviderRegistrationResponse>(
                request, IdempotentRequests.Operator, body.Bytes, async connection =>
            {
                if (CheckReason(body.Value.Reason) is { } problem)
                {
                    return problem;
                }

                if (await providers.RotateSecretAsync(connection, id, cancellationToken) is not { } secret)
                {
                    return NoProvider;
                }

                await audit.AppendAsync(
                    connection, access.Actor, "provider.secret_rotated", id.ToString(), Facts(body.Value.Reason!), timeProvider.GetUtcNow(),
                    cancellationToken);
                return new ProviderRegistrationResponse(id.ToString(), secret);
            }, holdsSecret: true);
            providers.Forget(id);
            return answer;
        });

    /// <summary>Changes the receiver of a provider's releases.</summary>
    [Function(nameof(ChangeSettlementAddress))]
    [ApiOperation(
        "Operator",
        "Change where a provider's releases go, for offers that are made a day from now or later. The present address is confirmed "
            + "immediately.",
        Caller = Caller.Operator, Body = typeof(SettlementAddressRequest), Response = typeof(SettlementAddressResponse),
        Problems = "provider_unknown address_invalid reason_invalid")]
    public Task<IResult> ChangeSettlementAddress(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/providers/{providerId}/settlement-address")] HttpRequest request,
        string providerId,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync<SettlementAddressRequest>(request, async body =>
        {
            if (CheckReason(body.Value.Reason) is { } problem)
            {
                return problem.ToResult();
            }

            if (!ProviderId.TryParse(providerId, out var id))
            {
                return NoProvider.ToResult();
            }

            var changed = await database.InTransactionAsync(async connection =>
            {
                var from = await service.ChangeAddressAsync(connection, id, body.Value.SettlementAddress, cancellationToken);
                if (from.Succeeded)
                {
                    var facts = Facts(body.Value.Reason!);
                    facts["settlementAddress"] = body.Value.SettlementAddress!;
                    facts["from"] = from.Value.ToString("O", CultureInfo.InvariantCulture);
                    await audit.AppendAsync(
                        connection, access.Actor, "provider.address_changed", id.ToString(), facts, timeProvider.GetUtcNow(),
                        cancellationToken);
                }

                return from;
            }, cancellationToken);
            providers.Forget(id);
            return changed.Succeeded ? Answers.Ok(new SettlementAddressResponse(changed.Value)) : changed.Problem.ToResult();
        });

    /// <summary>Lists the releases to a provider that wait for the operator.</summary>
    [Function(nameof(ListHeldReleases))]
    [ApiOperation("Operator", "List the releases to a provider that wait for a decision.", Caller = Caller.Operator,
        Response = typeof(HeldReleaseListResponse), Problems = "provider_unknown")]
    public Task<IResult> ListHeldReleases(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/providers/{providerId}/held-releases")] HttpRequest request,
        string providerId,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync(
            request, async () => ProviderId.TryParse(providerId, out var id) && await providers.ExistsAsync(id, cancellationToken)
            ? Answers.Ok(new HeldReleaseListResponse([.. (await held.ListAsync(id, cancellationToken)).Select(OperatorMapping.ToResponse)]))
            : NoProvider.ToResult());

    /// <summary>Decides on releases to a provider that wait for the operator.</summary>
    [Function(nameof(DecideHeldReleases))]
    [ApiOperation("Operator", "Let held releases go, or refuse them, which refunds the payers.", Caller = Caller.Operator,
        Body = typeof(HeldReleasesRequest), Response = typeof(HeldReleasesDecidedResponse),
        Problems = "provider_unknown order_unknown decision_invalid reason_invalid")]
    public Task<IResult> DecideHeldReleases(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/providers/{providerId}/held-releases")] HttpRequest request,
        string providerId,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync<HeldReleasesRequest>(
            request, async body => ProviderId.TryParse(providerId, out var id) && await providers.ExistsAsync(id, cancellationToken)
            ? await DecideAsync(id, body.Value, cancellationToken)
            : NoProvider.ToResult());

    /// <summary>Lists all releases that wait for the operator.</summary>
    [Function(nameof(ListAllHeldReleases))]
    [ApiOperation(
        "Operator", "List the releases to anyone that wait for a decision.", Caller = Caller.Operator,
        Response = typeof(HeldReleaseListResponse))]
    public Task<IResult> ListAllHeldReleases(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/held-releases")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync(request, async () =>
            Answers.Ok(new HeldReleaseListResponse(
                [.. (await held.ListAsync(null, cancellationToken)).Select(OperatorMapping.ToResponse)])));

    /// <summary>Decides on releases that wait for the operator, whatever the provider.</summary>
    [Function(nameof(DecideAllHeldReleases))]
    [ApiOperation(
        "Operator",
        "Let held releases go, or refuse them, whomever they pay. One that is not proven goes as its order's proven offer says.",
        Caller = Caller.Operator, Body = typeof(HeldReleasesRequest), Response = typeof(HeldReleasesDecidedResponse),
        Problems = "order_unknown decision_invalid reason_invalid")]
    public Task<IResult> DecideAllHeldReleases(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/admin/held-releases")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync<HeldReleasesRequest>(request, async body => body.Value.OrderIds is { Count: > 0 }
            ? await DecideAsync(null, body.Value, cancellationToken)
            : new Problem("order_unknown", "Name the orders.", "orderIds").ToResult());

    private async Task<IResult> DecideAsync(ProviderId? provider, HeldReleasesRequest it, CancellationToken cancellationToken)
    {
        if (it.Decision is not (HeldReleasesRequest.Release or HeldReleasesRequest.Refuse))
        {
            return new Problem("decision_invalid", "decision must be \"release\" or \"refuse\".", "decision").ToResult();
        }

        if (CheckReason(it.Reason) is { } problem)
        {
            return problem.ToResult();
        }

        HashSet<OrderId>? only = it.OrderIds is null ? null : [];
        foreach (var text in it.OrderIds ?? [])
        {
            if (!OrderId.TryParse(text, out var order))
            {
                return new Problem("order_unknown", "There is no such order.", "orderIds").ToResult();
            }

            only!.Add(order);
        }

        var decided = await held.DecideAsync(
            provider, only, it.Decision == HeldReleasesRequest.Release, it.Reason!, access.Actor, cancellationToken);
        return Answers.Ok(new HeldReleasesDecidedResponse([.. decided.Select(order => order.ToString())]));
    }

    /// <summary>Lists the operator's actions.</summary>
    [Function(nameof(ListAudit))]
    [ApiOperation("Operator", "List what was done to keys, addresses and switches, newest first.", Caller = Caller.Operator,
        Response = typeof(AuditResponse), Query = "subject: only entries on this tenant, provider or order")]
    public Task<IResult> ListAudit(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/audit")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync(request, async () =>
        {
            var subject = request.Query["subject"].ToString();
            var named = OrderId.TryParse(subject, out var id) ? id.ToString() : subject;
            var entries = await audit.ListAsync(named.Length == 0 ? null : named, cancellationToken);
            return Answers.Ok(
                new AuditResponse([.. entries.Select(it => new AuditEntryResponse(it.Id, it.At, it.Action, it.Subject, it.Data))]));
        });

    private static Dictionary<string, string> Facts(string reason) => new() { ["reason"] = reason };

    internal static Problem? CheckReason(string? reason) =>
        VisibleText.IsName(reason, MaxReasonLength)
            ? null
            : new Problem(
                "reason_invalid", $"A reason has 1 to {MaxReasonLength} characters, and none that controls, breaks or reorders the line.",
                "reason");
}
