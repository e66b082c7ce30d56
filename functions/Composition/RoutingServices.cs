using Microsoft.Extensions.DependencyInjection;
using Paynode.Orchestrations;
using Paynode.Payments;
using Paynode.Routing;
using Paynode.Routing.Llm;
using StackExchange.Redis;

namespace Paynode.Functions;

/// <summary>The router and its dependent services.</summary>
internal static class RoutingServices
{
    /// <summary>Adds the router, using the registered Redis connection and database, and the scorer if one is registered.</summary>
    public static IServiceCollection AddRouting(this IServiceCollection services)
    {
        services.AddSingleton(provider => new Router(
            provider.GetRequiredService<IConnectionMultiplexer>(),
            provider.GetRequiredService<IRoutingSource>(),
            provider.GetRequiredService<ILiquidityFallback>(),
            timeProvider: provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IRouter>(provider => provider.GetRequiredService<Router>());
        services.AddSingleton<IScorerFeed>(provider => provider.GetRequiredService<Router>());
        services.AddHostedService<RoutingWarmUp>();
        return services.AddSingleton<AdviceService>().AddSingleton<SettlementGas>().AddSingleton<ProviderMetricsService>().AddSingleton(
            provider => new ScorerService(
            provider.GetService<LlmScorer>() is { } scorer ? new CorridorScorer(scorer, provider.GetRequiredService<IScorerFeed>()) : null,
            provider.GetRequiredService<CorridorCatalogue>(),
            provider.GetRequiredService<ProviderStore>(),
            provider.GetRequiredService<ProviderMetricsService>(),
            provider.GetRequiredService<IncidentStore>(),
            provider.GetRequiredService<TimeProvider>()));
    }
}
