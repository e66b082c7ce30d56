using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost;

/// <summary>Builds an application from services, settings, and the assemblies whose functions it serves.</summary>
public sealed class LocalApplicationBuilder : IHostApplicationBuilder
{
    private readonly WebApplicationBuilder _web;
    private readonly List<Type> _types = [];
    private readonly List<Action<WebApplication>> _http = [];

    internal LocalApplicationBuilder(WebApplicationBuilder web) => _web = web;

    /// <summary>The services available to functions.</summary>
    public IServiceCollection Services => _web.Services;

    /// <summary>The settings: appsettings files, environment variables and command line.</summary>
    public ConfigurationManager Configuration => _web.Configuration;

    /// <summary>The logging configuration.</summary>
    public ILoggingBuilder Logging => _web.Logging;

    /// <summary>The hosting environment.</summary>
    public IHostEnvironment Environment => _web.Environment;

    /// <inheritdoc/>
    public IMetricsBuilder Metrics => _web.Metrics;

    /// <inheritdoc/>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    IConfigurationManager IHostApplicationBuilder.Configuration => _web.Configuration;

    /// <summary>The limits of orchestrations; settings in <c>host.json</c> take precedence.</summary>
    public DurableOptions Durable { get; } = new();

    /// <summary>The limits of queues; settings in <c>host.json</c> take precedence.</summary>
    public QueueOptions Queues { get; } = new();

    /// <summary>Maximum size of a request body in bytes; payment requests are small.</summary>
    public long MaxRequestBodyBytes { get; set; } = 1 << 20;

    /// <summary>Paths exempt from <c>maxConcurrentRequests</c>, such as health checks.</summary>
    public ISet<string> UnlimitedPaths { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long shutdown waits for the work in progress.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Adds the functions of assemblies.</summary>
    public LocalApplicationBuilder AddFunctions(params Assembly[] assemblies) =>
        AddFunctions(assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()).ToArray());

    /// <summary>Adds the functions of types.</summary>
    public LocalApplicationBuilder AddFunctions(params Type[] types)
    {
        _types.AddRange(types.Except(_types));
        return this;
    }

    /// <summary>Adds middleware or routes to the HTTP pipeline, ahead of the functions.</summary>
    public LocalApplicationBuilder ConfigureHttp(Action<WebApplication> configure)
    {
        _http.Add(configure);
        return this;
    }

    /// <inheritdoc/>
    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    /// <summary>Finds and validates the functions.</summary>
    /// <returns>The application, not yet started.</returns>
    /// <exception cref="FunctionDefinitionException">Function definitions are invalid; the message lists each problem.</exception>
    public LocalApplication Build() => Hosting.Composition.Build(this, _web, _types, _http);
}
