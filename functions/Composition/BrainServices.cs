using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paynode.Domain;
using Paynode.Orchestrations;
using Paynode.Routing;
using Paynode.Routing.Llm;
using Paynode.Storage;
using StackExchange.Redis;

namespace Paynode.Functions;

/// <summary>The router and what hangs on it.</summary>
internal static class BrainServices
{
    /// <summary>Adds the router over the services' Redis connection and database, and a scorer where one is configured.</summary>
    public static IServiceCollection AddBrain(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(provider => new Router(
            provider.GetRequiredService<IConnectionMultiplexer>(),
            provider.GetRequiredService<IRoutingSource>(),
            provider.GetRequiredService<ILiquidityFallback>(),
            time: provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IRouter>(provider => provider.GetRequiredService<Router>());
        services.AddSingleton<IScorerFeed>(provider => provider.GetRequiredService<Router>());
        services.AddHostedService<RoutingRehearsal>();
        return services.AddSingleton<AdviceDesk>().AddSingleton<SettlementGas>().AddSingleton<ProviderMetricsDesk>().AddSingleton(provider => new ScorerDesk(
            ScorerOf(provider, configuration),
            provider.GetRequiredService<CorridorCatalogue>(),
            provider.GetRequiredService<ProviderStore>(),
            provider.GetRequiredService<ProviderMetricsDesk>(),
            provider.GetRequiredService<IncidentStore>(),
            provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>A client that the composition root registered, such as one with a managed identity, or one for AI_ROUTER_URL; null without either.</summary>
    private static CorridorScorer? ScorerOf(IServiceProvider provider, IConfiguration configuration)
    {
        var scorer = provider.GetService<LlmScorer>()
            ?? (LlmScorerOptions.From(configuration) is { } options
                ? new LlmScorer(options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<LlmScorer>>())
                : null);
        return scorer is null ? null : new CorridorScorer(scorer, provider.GetRequiredService<IScorerFeed>());
    }
}
