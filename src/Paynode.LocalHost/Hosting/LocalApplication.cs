using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Paynode.LocalHost;

/// <summary>An application of functions on one machine: HTTP on Kestrel; queues, timers and orchestrations on PostgreSQL.</summary>
public sealed class LocalApplication : IAsyncDisposable
{
    private readonly WebApplication _web;

    internal LocalApplication(WebApplication web) => _web = web;

    /// <summary>The application's services.</summary>
    public IServiceProvider Services => _web.Services;

    /// <summary>The settings.</summary>
    public IConfiguration Configuration => _web.Configuration;

    /// <summary>Where it listens, once started.</summary>
    public ICollection<string> Urls => _web.Urls;

    /// <summary>
    /// Begins an application. It reads <c>DATABASE_URL</c> (unless an <c>NpgsqlDataSource</c> is among the services),
    /// <c>PAYNODE_LISTEN</c> (http://127.0.0.1:7071), <c>PAYNODE_ADMIN_KEY</c>, and <c>host.json</c> beside the program.
    /// </summary>
    /// <param name="args">The command line.</param>
    /// <returns>The builder.</returns>
    public static LocalApplicationBuilder CreateBuilder(params string[] args)
    {
        var web = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        return new(web);
    }

    /// <summary>Starts serving.</summary>
    /// <param name="cancellation">Gives up starting.</param>
    /// <returns>A task that ends once requests are taken.</returns>
    public Task StartAsync(CancellationToken cancellation = default) => _web.StartAsync(cancellation);

    /// <summary>Takes no more work, finishes what is under way, and stops.</summary>
    /// <param name="cancellation">Stops waiting for what is under way.</param>
    /// <returns>A task that ends once stopped.</returns>
    public Task StopAsync(CancellationToken cancellation = default) => _web.StopAsync(cancellation);

    /// <summary>Serves until the process is told to stop.</summary>
    /// <param name="cancellation">Stops serving.</param>
    /// <returns>A task that ends once stopped.</returns>
    public Task RunAsync(CancellationToken cancellation = default) => HostingAbstractionsHostExtensions.RunAsync(_web, cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _web.DisposeAsync();
}
