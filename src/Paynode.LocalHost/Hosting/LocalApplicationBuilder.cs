using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Paynode.LocalHost;

/// <summary>Puts an application together: services, settings, and the assemblies whose functions it serves.</summary>
public sealed class LocalApplicationBuilder : IHostApplicationBuilder
{
    private readonly WebApplicationBuilder _web;
    private readonly List<Type> _types = [];
    private readonly List<Action<WebApplication>> _http = [];

    internal LocalApplicationBuilder(WebApplicationBuilder web) => _web = web;

    /// <summary>The services that functions are given.</summary>
    public IServiceCollection Services => _web.Services;

    /// <summary>The settings: appsettings, environment variables, command line.</summary>
    public ConfigurationManager Configuration => _web.Configuration;

    /// <summary>The log.</summary>
    public ILoggingBuilder Logging => _web.Logging;

    /// <summary>Where the application runs.</summary>
    public IHostEnvironment Environment => _web.Environment;

    /// <inheritdoc/>
    public IMetricsBuilder Metrics => _web.Metrics;

    /// <inheritdoc/>
    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_web).Properties;

    IConfigurationManager IHostApplicationBuilder.Configuration => _web.Configuration;

    /// <summary>The limits of orchestrations; <c>host.json</c> overrides what it names.</summary>
    public DurableOptions Durable { get; } = new();

    /// <summary>The limits of queues; <c>host.json</c> overrides what it names.</summary>
    public QueueOptions Queues { get; } = new();

    /// <summary>Bytes of a request's body; payments are small.</summary>
    public long MaxRequestBodyBytes { get; set; } = 1 << 20;

    /// <summary>Paths that are answered beyond <c>maxConcurrentRequests</c>, such as those that say how the host is.</summary>
    public ISet<string> UnlimitedPaths { get; } = new HashSet<string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>How long a stopping host waits for what is under way.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Serves the functions of assemblies.</summary>
    /// <param name="assemblies">The assemblies.</param>
    /// <returns>This builder.</returns>
    public LocalApplicationBuilder AddFunctions(params Assembly[] assemblies) =>
        AddFunctions(assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()).ToArray());

    /// <summary>Serves the functions of types.</summary>
    /// <param name="types">The types.</param>
    /// <returns>This builder.</returns>
    public LocalApplicationBuilder AddFunctions(params Type[] types)
    {
        _types.AddRange(types.Except(_types));
        return this;
    }

    /// <summary>Adds to the HTTP pipeline, in front of the functions.</summary>
    /// <param name="configure">Adds middleware or routes.</param>
    /// <returns>This builder.</returns>
    public LocalApplicationBuilder ConfigureHttp(Action<WebApplication> configure)
    {
        _http.Add(configure);
        return this;
    }

    /// <inheritdoc/>
    public void ConfigureContainer<TContainerBuilder>(IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => ((IHostApplicationBuilder)_web).ConfigureContainer(factory, configure);

    /// <summary>Finds the functions and checks them.</summary>
    /// <returns>The application, not yet started.</returns>
    /// <exception cref="FunctionDefinitionException">Functions are malformed; the message names each.</exception>
    public LocalApplication Build() => Hosting.Composition.Build(this, _web, _types, _http);
}
