using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Paynode.LocalHost.Durable;

/// <summary>
/// Tells the processes on one database that an inbox has something (LISTEN, NOTIFY). A word that is lost costs time only:
/// inboxes are looked at now and then in any case.
/// </summary>
internal sealed class InboxSignal(NpgsqlDataSource source, TimeProvider time, ILoggerFactory loggers)
{
    private const string Channel = "paynode_durable_inbox";

    private static readonly TimeSpan ReopenPause = TimeSpan.FromSeconds(1);

    private readonly ILogger _log = loggers.CreateLogger<InboxSignal>();

    /// <summary>Says that these partitions' inboxes have something.</summary>
    public async Task TellAsync(short[] partitions, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT pg_notify($1, p::text) FROM unnest($2::smallint[]) p");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Channel });
        command.Parameters.Add(new NpgsqlParameter<short[]> { TypedValue = partitions, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint });
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Listens until stopped, on a connection of its own.</summary>
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
                _log.LogWarning("Word of new messages is not heard for a moment: {Reason}", e.Message);
                await Task.Delay(ReopenPause, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
