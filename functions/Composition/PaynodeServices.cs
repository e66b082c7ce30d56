using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.Chain.Escrow;
using Paynode.Chain.Indexing;
using Paynode.LocalHost;
using Paynode.Orchestrations;
using Paynode.Payments;
using Paynode.Routing;
using StackExchange.Redis;

namespace Paynode.Functions;

/// <summary>The services common to both hosts.</summary>
public static class PaynodeServices
{
    /// <summary>All migrations, in the order in which they run.</summary>
    public static IReadOnlyList<SqlScript> Migrations =>
        [.. StorageSchema.Scripts, .. ChainSchema.Scripts.Select(script => new SqlScript(script.Name, script.Sql))];

    /// <summary>Adds the services that depend on the database, the chains and the router.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configuration">The host's configuration.</param>
    /// <param name="database">The migrated database.</param>
    /// <param name="chains">The connected chains.</param>
    /// <remarks>Requires a registered Redis connection.</remarks>
    public static IServiceCollection AddPaynode(
        this IServiceCollection services, IConfiguration configuration, NpgsqlDataSource database, ChainConnection chains)
    {
        var corridors = CorridorSettings.Read(configuration, chains.Facts);
        services.AddSingleton(TimeProvider.System).AddSingleton(corridors).AddSingleton(OrderQueueMap.For(corridors));
        services.AddSingleton(chains.Fleet).AddSingleton(chains.Escrows).AddSingleton<ChainEventStore>().AddSingleton<CursorWatch>();
        services.AddPaynodeStorage(database, Setting.Required(configuration, "PAYNODE_SECRETS_KEY"));
        services.AddSingleton<IRoutingSource, PostgresRoutingSource>().AddSingleton<ILiquidityFallback, PostgresLiquidity>();
        return services.AddRouting().AddOrchestrations(configuration).AddApiEndpoints(configuration).AddProbes(database, chains);
    }

    private static IServiceCollection AddOrchestrations(this IServiceCollection services, IConfiguration configuration)
    {
        var allowsPrivate = Setting.Flag(configuration, "PROVIDERS_ON_PRIVATE_NETWORKS");
        services.AddSingleton(known => new ProviderNetwork(allowsPrivate, known.GetRequiredService<ILogger<ProviderNetwork>>()));
        services.AddHttpClient<ProviderClient>(ProviderClient.Configure)
            .ConfigurePrimaryHttpMessageHandler(known => known.GetRequiredService<ProviderNetwork>().CreateHandler());
        return services
            .AddSingleton<OperationMetrics>().AddSingleton<ProviderConcurrency>()
            .AddSingleton<QuoteService>().AddSingleton<OrderService>().AddSingleton<OrderOpening>().AddSingleton<ProviderService>()
            .AddSingleton<ProviderSwitch>().AddSingleton<HeldReleases>()
            .AddSingleton<OfferReports>().AddSingleton<OfferConclusion>().AddSingleton<OutboxPublisher>()
            .AddSingleton<EscrowEventHandler>().AddSingleton<WithdrawnFunds>().AddSingleton<ChainWatch>().AddSingleton<ReleaseWatch>()
            .AddSingleton<ChainService>()
            .AddSingleton<DepositCollector>().AddSingleton<SettlementBatches>().AddSingleton<FailedBatches>().AddSingleton<SettlementView>()
            .AddSingleton<SettlementHold>()
            .AddSingleton<Reconciliation>().AddSingleton<Retention>().AddSingleton<Readiness>();
    }

    private static IServiceCollection AddApiEndpoints(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(AccessOptions.ForAdminKey(Setting.Optional(configuration, "PAYNODE_ADMIN_KEY")))
        .AddSingleton(new NodeSignatures(Setting.Optional(configuration, "CHAIN_WEBHOOK_KEY")))
        .AddSingleton(SenderLimitSettings.Read(configuration)).AddSingleton<RequestRates>()
        .AddSingleton<OperatorGuesses>().AddSingleton<IAdminKeyGuesses>(known => known.GetRequiredService<OperatorGuesses>())
        .AddSingleton(known => new BodyDeadline(
            TimeSpan.FromSeconds(
                Setting.Number(configuration, "REQUEST_BODY_SECONDS", BodyDeadline.DefaultSeconds, 1, BodyDeadline.MaxSeconds)),
            known.GetRequiredService<TimeProvider>()))
        .AddSingleton<ApiEndpoint>().AddSingleton<ProviderSignatures>().AddSingleton<IdempotentRequests>()
        .AddSingleton<OrderViews>().AddSingleton<OpenApiSpecification>();

    private static IServiceCollection AddProbes(this IServiceCollection services, NpgsqlDataSource database, ChainConnection chains)
    {
        services.AddSingleton(provider =>
        {
            var (check, timeProvider) = (new WriteCheck(database), provider.GetRequiredService<TimeProvider>());
            return new ReadinessProbe("database", token => check.WriteAsync(timeProvider.GetUtcNow(), token));
        });
        services.AddSingleton(provider =>
        {
            var redis = provider.GetRequiredService<IConnectionMultiplexer>();
            return new ReadinessProbe("routing index", _ => redis.GetDatabase().PingAsync());
        });
        foreach (var chain in chains.Fleet.All)
        {
            services.AddSingleton(new ReadinessProbe($"chain:{chain.Name}", token => chain.Chain.Client.GetChainIdAsync(token)));
            services.AddSingleton(provider => new ReadinessProbe(
                $"cursor:{chain.Name}",
                token => provider.GetRequiredService<CursorWatch>().RequireProgressAsync(chain.Chain.Client, chain.ChainId, token)));
            services.AddSingleton(new ReadinessProbe(
                $"operator:{chain.Name}",
                token => EscrowReader.RequireOperatorAsync(chain.Chain.Client, chain.Chain.Escrow, chain.Sender.Address, token)));
        }

        return services;
    }
}
