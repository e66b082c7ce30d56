using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Paynode.Payments;

/// <summary>Registers the stores in a host's services.</summary>
public static class StorageServices
{
    /// <summary>Adds the database and every store as singletons. Requires a registered <see cref="TimeProvider"/>.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="database">The migrated database.</param>
    /// <param name="secretsKey">Base64 of 32 bytes; see <see cref="SecretBox"/>.</param>
    public static IServiceCollection AddPaynodeStorage(
        this IServiceCollection services, NpgsqlDataSource database, string secretsKey) => services
        .AddSingleton(database)
        .AddSingleton(SecretBox.FromBase64(secretsKey))
        .AddSingleton<SettlementSeal>()
        .AddSingleton<ExistingSeals>()
        .AddSingleton<TenantStore>()
        .AddSingleton<IdempotencyStore>()
        .AddSingleton<QuoteStore>()
        .AddSingleton<OrderStore>()
        .AddSingleton<DecisionStore>()
        .AddSingleton<OfferStore>()
        .AddSingleton<ProviderStore>()
        .AddSingleton<ReplayGuard>()
        .AddSingleton<AuditStore>()
        .AddSingleton<ChainStopStore>()
        .AddSingleton<LedgerStore>()
        .AddSingleton<Inbox>()
        .AddSingleton<Outbox>()
        .AddSingleton<ChainIntentStore>()
        .AddSingleton<InvariantReader>()
        .AddSingleton<OperationCounts>()
        .AddSingleton<RoutingPartitionStore>()
        .AddSingleton<LiquidityHoldStore>()
        .AddSingleton<LearnedModelStore>()
        .AddSingleton<OpenLiquidity>()
        .AddSingleton<AdviceStore>()
        .AddSingleton<IncidentStore>()
        .AddSingleton<OfferFacts>();
}
