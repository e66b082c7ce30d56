using Microsoft.Azure.Functions.Worker;
using Npgsql;

namespace Paynode.LocalHost.Timers;

/// <summary>When each timer last ran and will next run, shared between processes.</summary>
internal sealed class TimerStore(NpgsqlDataSource source)
{
    /// <summary>Reads a timer's state if it was stored for the same schedule.</summary>
    public async Task<ScheduleStatus?> ReadAsync(string name, string schedule, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("SELECT last_run, next_run FROM durable.timers WHERE name = $1 AND schedule = $2");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schedule });
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await reader.ReadAsync(cancellation).ConfigureAwait(false)
            ? new()
            {
                Last = reader.IsDBNull(0) ? default : reader.GetDateTime(0),
                Next = reader.GetDateTime(1),
                LastUpdated = reader.IsDBNull(0) ? default : reader.GetDateTime(0),
            }
            : null;
    }

    /// <summary>Stores a timer's state.</summary>
    public async Task WriteAsync(string name, string schedule, ScheduleStatus status, CancellationToken cancellation)
    {
        await using var command = source.CreateCommand("""
            INSERT INTO durable.timers (name, schedule, last_run, next_run) VALUES ($1, $2, $3, $4)
            ON CONFLICT (name) DO UPDATE SET schedule = $2, last_run = coalesce($3, timers.last_run), next_run = $4
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = schedule });
        command.Parameters.Add(new NpgsqlParameter<DateTime?>
        {
            TypedValue = status.Last == default ? null : DateTime.SpecifyKind(status.Last, DateTimeKind.Utc),
        });
        command.Parameters.Add(new NpgsqlParameter<DateTime> { TypedValue = DateTime.SpecifyKind(status.Next, DateTimeKind.Utc) });
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
