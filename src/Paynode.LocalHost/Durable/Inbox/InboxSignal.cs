using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Notifies the processes on one database of new inbox messages (LISTEN, NOTIFY). A lost notification only adds latency,
/// because inboxes are also polled.
/// </summary>
internal sealed class InboxSignal(NpgsqlDataSource source, TimeProvider time, ILoggerFactory loggers)
{
    private const string Channel = "paynode_durable_inbox";

    private static readonly TimeSpan ReopenPause = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = loggers.CreateLogger<InboxSignal>();

    /// <summary>Notifies that these partitions' inboxes have messages.</summary>
    public async Task TellAsync(short[] partitions, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT pg_notify($1, p::text) FROM unnest($2::smallint[]) p");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Channel });
        command.Parameters.Add(new NpgsqlParameter<short[]>
        {
            TypedValue = partitions,
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint,
        });
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Listens on a dedicated connection until stopped.</summary>
    public async Task ListenAsync(Action<int> arrived, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stopping).ConfigureAwait(false);
                connection.Notification += (_, told) => arrived(int.Parse(told.Payload, CultureInfo.InvariantCulture));
                await using var listen = new NpgsqlCommand("LISTEN " + Channel, connection);
                await listen.ExecuteNonQueryAsync(stopping).ConfigureAwait(false);
                while (true)
                {
                    await connection.WaitAsync(stopping).ConfigureAwait(false);
                }
            }
            catch (Exception) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                _log.LogWarning("Listening for new messages was interrupted: {Reason}", e.Message);
                await Task.Delay(ReopenPause, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
