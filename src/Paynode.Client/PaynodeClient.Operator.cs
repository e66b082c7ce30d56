namespace Paynode.Client;

/// <content>What only the operator's key may do.</content>
public sealed partial class PaynodeClient
{
    /// <summary>Registers a sender. Its key is shown this once.</summary>
    public Task<TenantResponse> CreateTenantAsync(
        TenantRequest request, string idempotencyKey, CancellationToken cancellationToken = default) =>
        CreateAsync<TenantResponse>("v1/tenants", request, idempotencyKey, cancellationToken);

    /// <summary>Gives a sender a new key.</summary>
    public Task<TenantResponse> RotateTenantKeyAsync(
        string tenantId, TenantKeyRequest request, string idempotencyKey, CancellationToken cancellationToken = default) =>
        CreateAsync<TenantResponse>($"v1/tenants/{Escape(tenantId)}/keys", request, idempotencyKey, cancellationToken);

    /// <summary>Revokes all keys of a sender.</summary>
    public Task<RevokedKeysResponse> RevokeTenantKeysAsync(
        string tenantId, ReasonRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<RevokedKeysResponse>(HttpMethod.Post, $"v1/tenants/{Escape(tenantId)}/keys/revoke", request, cancellationToken);

    /// <summary>Registers a provider. Its secret is shown this once.</summary>
    public Task<ProviderRegistrationResponse> CreateProviderAsync(
        ProviderRequest request, string idempotencyKey, CancellationToken cancellationToken = default) =>
        CreateAsync<ProviderRegistrationResponse>("v1/providers", request, idempotencyKey, cancellationToken);

    /// <summary>Lists the providers.</summary>
    public Task<ProviderListResponse> ListProvidersAsync(CancellationToken cancellationToken = default) =>
        GetAsync<ProviderListResponse>("v1/providers", cancellationToken);

    /// <summary>Switches a provider on or off, or renews its licence.</summary>
    public Task SwitchProviderAsync(string providerId, SwitchRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Put, $"v1/providers/{Escape(providerId)}/switch", request, cancellationToken);

    /// <summary>Changes where a provider's releases go.</summary>
    public Task<SettlementAddressResponse> ChangeSettlementAddressAsync(
        string providerId, SettlementAddressRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<SettlementAddressResponse>(
            HttpMethod.Put, $"v1/providers/{Escape(providerId)}/settlement-address", request, cancellationToken);

    /// <summary>Gives a provider a new secret.</summary>
    public Task<ProviderRegistrationResponse> RotateProviderSecretAsync(
        string providerId, ReasonRequest request, string idempotencyKey, CancellationToken cancellationToken = default) =>
        CreateAsync<ProviderRegistrationResponse>($"v1/providers/{Escape(providerId)}/secret", request, idempotencyKey, cancellationToken);

    /// <summary>Lists a provider's releases that wait for the operator.</summary>
    public Task<HeldReleaseListResponse> ListHeldReleasesAsync(string providerId, CancellationToken cancellationToken = default) =>
        GetAsync<HeldReleaseListResponse>($"v1/providers/{Escape(providerId)}/held-releases", cancellationToken);

    /// <summary>Decides a provider's releases that wait for the operator.</summary>
    public Task<HeldReleasesDecidedResponse> DecideHeldReleasesAsync(
        string providerId, HeldReleasesRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<HeldReleasesDecidedResponse>(
            HttpMethod.Post, $"v1/providers/{Escape(providerId)}/held-releases", request, cancellationToken);

    /// <summary>Lists all releases that wait for the operator.</summary>
    public Task<HeldReleaseListResponse> ListAllHeldReleasesAsync(CancellationToken cancellationToken = default) =>
        GetAsync<HeldReleaseListResponse>("v1/admin/held-releases", cancellationToken);

    /// <summary>Decides releases of any provider that wait for the operator.</summary>
    public Task<HeldReleasesDecidedResponse> DecideAllHeldReleasesAsync(
        HeldReleasesRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<HeldReleasesDecidedResponse>(HttpMethod.Post, "v1/admin/held-releases", request, cancellationToken);

    /// <summary>Checks every invariant, on the chain and in the ledger.</summary>
    public Task<InvariantsResponse> CheckInvariantsAsync(CancellationToken cancellationToken = default) =>
        GetAsync<InvariantsResponse>("v1/admin/invariants", cancellationToken);

    /// <summary>Reads the figures of a corridor's providers.</summary>
    public Task<CorridorMetricsResponse> GetCorridorMetricsAsync(string corridorId, CancellationToken cancellationToken = default) =>
        GetAsync<CorridorMetricsResponse>($"v1/admin/corridors/{Escape(corridorId)}/metrics", cancellationToken);

    /// <summary>Reports news of providers to the scorer.</summary>
    public Task<IncidentResponse> ReportIncidentAsync(
        IncidentRequest request, string idempotencyKey, CancellationToken cancellationToken = default) =>
        CreateAsync<IncidentResponse>("v1/admin/incidents", request, idempotencyKey, cancellationToken);

    /// <summary>Lists the operator's acts, newest first.</summary>
    /// <param name="subject">Only those on this tenant, provider or order.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<AuditResponse> ListAuditAsync(string? subject = null, CancellationToken cancellationToken = default) =>
        GetAsync<AuditResponse>("v1/admin/audit" + Query(("subject", subject)), cancellationToken);

    /// <summary>Lists the chains and how they are.</summary>
    public Task<ChainListResponse> ListChainsAsync(CancellationToken cancellationToken = default) =>
        GetAsync<ChainListResponse>("v1/chains", cancellationToken);

    /// <summary>Has a chain's blocks read again.</summary>
    public Task<ReindexResponse> ReindexChainAsync(string chain, ReindexRequest request, CancellationToken cancellationToken = default) =>
        SendAsync<ReindexResponse>(HttpMethod.Post, $"v1/chains/{Escape(chain)}/reindex", request, cancellationToken);

    /// <summary>Lets offers be made again on a chain that was stopped for a release that nobody decided.</summary>
    public Task ResumeChainAsync(string chain, ReasonRequest request, CancellationToken cancellationToken = default) =>
        SendAsync(HttpMethod.Post, $"v1/chains/{Escape(chain)}/resume", request, cancellationToken);

    /// <summary>Lists the oldest messages of a queue that were given up.</summary>
    public Task<DeadLettersResponse> ListDeadLettersAsync(string queue, CancellationToken cancellationToken = default) =>
        GetAsync<DeadLettersResponse>($"v1/queues/{Escape(queue)}/dead-letters", cancellationToken);

    /// <summary>Puts a queue's messages that were given up back.</summary>
    public Task<RequeuedResponse> RequeueDeadLettersAsync(string queue, CancellationToken cancellationToken = default) =>
        SendAsync<RequeuedResponse>(HttpMethod.Post, $"v1/queues/{Escape(queue)}/dead-letters/requeue", null, cancellationToken);
}
