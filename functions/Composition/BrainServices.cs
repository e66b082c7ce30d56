using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Paynode.Orchestrations;
using Paynode.Routing;
using StackExchange.Redis;

namespace Paynode.Functions;

/// <summary>The router and what hangs on it.</summary>
internal static class BrainServices
{
    /// <summary>Adds the router over the services' Redis connection and database.</summary>
    public static IServiceCollection AddBrain(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<IRouter>(provider => new Router(
            provider.GetRequiredService<IConnectionMultiplexer>(),
            provider.GetRequiredService<IRoutingSource>(),
            provider.GetRequiredService<ILiquidityFallback>(),
            time: provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<RoutingRehearsal>();
        return services.AddSingleton<AdviceDesk>();
    }
}
