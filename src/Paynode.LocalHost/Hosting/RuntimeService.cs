using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Paynode.LocalHost.Durable;
using Paynode.LocalHost.Functions;
using Paynode.LocalHost.Queues;
using Paynode.LocalHost.Timers;

namespace Paynode.LocalHost.Hosting;

/// <summary>Starts and stops the runtime behind HTTP, in an order that loses no work.</summary>
internal sealed class RuntimeService(IServiceProvider services, FunctionCatalog catalog, TimeSpan drainTimeout) : IHostedService
{
    private readonly QueueService _queues = services.GetRequiredService<QueueService>();
    private readonly TimerService _timers = services.GetRequiredService<TimerService>();
    private DurableEngine? _engine;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var source = services.GetRequiredService<NpgsqlDataSource>();
        await DurableSchema.ApplyAsync(source, cancellationToken).ConfigureAwait(false);
        var settings = services.GetRequiredService<SettingNames>();
        _queues.Listen(new QueueBinding(services, settings, _queues.Ending).ListenersOf(catalog));
        _timers.Run(new TimerBinding(services, settings).TimersOf(catalog));
        _engine = services.GetRequiredService<DurableEngine>();
        _engine.Services.Partitioning = await FixPartitionsAsync(source, cancellationToken).ConfigureAwait(false);
        await _engine.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_queues.StopAsync(drainTimeout), _timers.StopAsync(drainTimeout)).ConfigureAwait(false);
        if (_engine is { } engine)
        {
            await engine.StopAsync(drainTimeout).ConfigureAwait(false);
        }
    }

    // The partition count determines each instance's partition, so the value stored in the database is kept.
    private async Task<Partitioning> FixPartitionsAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        var options = services.GetRequiredService<DurableOptions>();
        var wanted = options.PartitionCount.ToString(CultureInfo.InvariantCulture);
        var stored = await DurableSchema.FixAsync(source, "partitions", wanted, cancellation).ConfigureAwait(false);
        if (stored != wanted)
        {
            services.GetRequiredService<ILogger<RuntimeService>>().LogWarning(
                "This hub has {Stored} partitions; the configured {Wanted} apply only to a new hub.", stored, wanted);
        }

        return new(int.Parse(stored, CultureInfo.InvariantCulture));
    }
}
