using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Paynode.Orchestrations;
using Paynode.Payments;

namespace Paynode.Functions;

/// <summary>The operator's actions: senders, providers, and whether the ledger is right.</summary>
public sealed class OperatorFunctions(
    ApiEndpoint api, IdempotentRequests idempotent, TenantStore tenants, ProviderStore providers, ProviderService service,
    ProviderSwitch providerSwitch,
    ProviderClient client, Reconciliation reconciliation, AccessOptions access, TimeProvider timeProvider)
{
    /// <summary>Registers a sender.</summary>
    [Function(nameof(CreateTenant))]
    [ApiOperation("Operator", "Register a sender. Its API key is shown this once.", Caller = Caller.Operator,
        Body = typeof(TenantRequest), Response = typeof(TenantResponse), Status = 201, Creates = true, Problems = "name_invalid")]
    public Task<IResult> CreateTenant(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/tenants")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync<TenantRequest>(request, body => idempotent.CreateAsync<TenantResponse>(
            request, IdempotentRequests.Operator, body.Bytes, async connection =>
            {
                if (ProviderService.CheckName(body.Value.Name) is { } problem)
                {
                    return problem;
                }

                var (id, apiKey) = await tenants.CreateAsync(connection, body.Value.Name!, timeProvider.GetUtcNow(), cancellationToken);
                return new TenantResponse(id.ToString(), apiKey);
            }, holdsSecret: true));

    /// <summary>Registers a provider.</summary>
    [Function(nameof(CreateProvider))]
    [ApiOperation("Operator", "Register a provider. Its secret is shown this once.", Caller = Caller.Operator,
        Body = typeof(ProviderRequest), Response = typeof(ProviderRegistrationResponse), Status = 201, Creates = true,
        Problems = "name_invalid upstream_group_invalid base_url_invalid address_invalid corridor_unknown payout_step_invalid")]
    public Task<IResult> CreateProvider(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/providers")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync<ProviderRequest>(request, body => idempotent.CreateAsync(
            request, IdempotentRequests.Operator, body.Bytes, async connection =>
            {
                var registered = await service.RegisterAsync(connection, body.Value.ToInput(), cancellationToken);
                return registered.Map(done => new ProviderRegistrationResponse(done.Provider.Id.ToString(), done.Secret));
            }, holdsSecret: true));

    /// <summary>Lists the providers.</summary>
    [Function(nameof(ListProviders))]
    [ApiOperation("Operator", "List the providers.", Caller = Caller.Operator, Response = typeof(ProviderListResponse))]
    public Task<IResult> ListProviders(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/providers")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync(request, async () =>
        {
            var all = await providers.ListAsync(cancellationToken);
            return Answers.Ok(new ProviderListResponse([.. all.Select(OperatorMapping.ToResponse)]));
        });

    /// <summary>Switches a provider on or off, or renews its licence.</summary>
    [Function(nameof(SwitchProvider))]
    [ApiOperation(
        "Operator",
        "Switch a provider on or off, or renew its licence. Off, offers that it has not accepted end, and releases to it wait for a "
            + "decision.", Caller = Caller.Operator,
        Body = typeof(SwitchRequest), Status = 204, Problems = "provider_unknown releases_invalid")]
    public Task<IResult> SwitchProvider(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "v1/providers/{providerId}/switch")] HttpRequest request,
        string providerId,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync<SwitchRequest>(request, async body =>
        {
            if (body.Value.Releases is not (null or SwitchRequest.Hold or SwitchRequest.Continue))
            {
                return new Problem("releases_invalid", "releases is \"hold\" or \"continue\".", "releases").ToResult();
            }

            if (!ProviderId.TryParse(providerId, out var id))
            {
                return new Problem("provider_unknown", "There is no such provider.").ToResult();
            }

            var hold = body.Value.Releases != SwitchRequest.Continue;
            var turned = await providerSwitch.TurnAsync(
                id, body.Value.Enabled, hold, body.Value.LicensedUntil, access.Actor, cancellationToken);
            if (!turned.Succeeded)
            {
                return turned.Problem.ToResult();
            }

            // Best effort: a retracted offer cannot be accepted, whether the provider is notified or not.
            await Task.WhenAll(turned.Value.EndedOffers.Select(offer => client.WithdrawAsync(id, offer.Id, cancellationToken)));
            return TypedResults.NoContent();
        });

    /// <summary>Checks the invariants.</summary>
    [Function(nameof(CheckInvariants))]
    [ApiOperation(
        "Operator", "Check every invariant, on the chain and in the ledger.", Caller = Caller.Operator,
        Response = typeof(InvariantsResponse))]
    public Task<IResult> CheckInvariants(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/admin/invariants")] HttpRequest request,
        CancellationToken cancellationToken) =>
        api.ForOperatorAsync(request, async () =>
        {
            var checks = await reconciliation.CheckAsync(cancellationToken);
            return Answers.Ok(checks.ToResponse());
        });
}
