using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Paynode.LocalHost;

/// <summary>
/// A functions application on one machine: HTTP on Kestrel; queues, timers and orchestrations on PostgreSQL.
/// </summary>
public sealed class LocalApplication : IAsyncDisposable
{
    private readonly WebApplication _web;

    internal LocalApplication(WebApplication web) => _web = web;

    /// <summary>The application's services.</summary>
    public IServiceProvider Services => _web.Services;

    /// <summary>The settings.</summary>
    public IConfiguration Configuration => _web.Configuration;

    /// <summary>The addresses it listens on, once started.</summary>
    public ICollection<string> Urls => _web.Urls;

    /// <summary>
    /// Creates a builder. The application reads <c>DATABASE_URL</c> (unless an <c>NpgsqlDataSource</c> is registered as a
    /// service), <c>PAYNODE_LISTEN</c> (default http://127.0.0.1:7071), <c>PAYNODE_ADMIN_KEY</c>, and <c>host.json</c> in
    /// the program's folder.
    /// </summary>
    public static LocalApplicationBuilder CreateBuilder(params string[] args)
    {
        var web = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        return new(web);
    }

    /// <summary>Starts the application; returns once it accepts requests.</summary>
    public Task StartAsync(CancellationToken cancellation = default) => _web.StartAsync(cancellation);

    /// <summary>Stops accepting work, finishes the work in progress, and stops.</summary>
    /// <param name="cancellation">Stops waiting for the work in progress.</param>
    /// <returns>A task that completes when the application has stopped.</returns>
    public Task StopAsync(CancellationToken cancellation = default) => _web.StopAsync(cancellation);

    /// <summary>Runs until the process receives a shutdown signal.</summary>
    /// <param name="cancellation">Stops the application.</param>
    /// <returns>A task that completes when the application has stopped.</returns>
    public Task RunAsync(CancellationToken cancellation = default) => HostingAbstractionsHostExtensions.RunAsync(_web, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _web.DisposeAsync();
}
