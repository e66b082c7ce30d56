using Npgsql;

namespace Paynode.LocalHost.Durable;

/// <summary>The statements on the leases table.</summary>
internal static class LeaseRows
{
    /// <summary>The first key of the session-level advisory locks that show which owners are alive; spells "durb".</summary>
    private const int LockSpace = 0x64757262;

    /// <summary>
    /// Takes the advisory lock that is released when this connection closes; does not wait if an earlier connection still
    /// holds it.
    /// </summary>
    /// <returns>Whether the lock was acquired.</returns>
    public static async Task<bool> ShowAliveAsync(NpgsqlConnection session, int owner, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1, $2)", session);
        Add(command, LockSpace);
        Add(command, owner);
        return (bool)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    /// <summary>Releases the advisory lock, which a pooled connection would otherwise keep.</summary>
    public static async Task ShowGoneAsync(NpgsqlConnection session)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", session);
            await command.ExecuteNonQueryAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or IOException)
        {
            // A broken connection holds no locks.
        }
    }

    /// <summary>Advances the counters of the leases held, then reads all requested resources.</summary>
    public static async Task<Dictionary<string, LeaseRow>> RenewAndReadAsync(
        NpgsqlConnection session, int owner, Lease[] leases, CancellationToken cancellation)
    {
        await using (var renew = new NpgsqlCommand("UPDATE durable.leases SET beat = beat + 1 WHERE owner = $1", session))
        {
            Add(renew, owner);
            await renew.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
        }

        await using var read = new NpgsqlCommand(
            """
            SELECT resource, owner, epoch, beat, EXISTS (
                SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 2 AND granted AND classid = $2::oid AND objid = owner::oid
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            FROM durable.leases WHERE resource = ANY($1)
            """,
            session);
        read.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = leases.Select(lease => lease.Resource).ToArray() });
        Add(read, LockSpace);
        var rows = new Dictionary<string, LeaseRow>();
        await using var reader = await read.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            rows.Add(
                reader.GetString(0),
                new(reader.IsDBNull(1) ? null : reader.GetInt32(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetBoolean(4)));
        }

        return rows;
    }

    /// <summary>Acquires a resource if its row has not changed since it was read.</summary>
    /// <returns>The new epoch, or null if another process acquired it first.</returns>
    public static async Task<long?> TakeAsync(
        NpgsqlConnection session, int owner, string resource, LeaseRow? seen, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO durable.leases AS held (resource, owner, epoch, beat) VALUES ($1, $2, 1, 0)
            ON CONFLICT (resource) DO UPDATE SET owner = $2, epoch = held.epoch + 1, beat = 0
            WHERE held.epoch = $3 AND held.beat = $4 AND held.owner IS NOT DISTINCT FROM $5
            RETURNING epoch
            """,
            session);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = resource });
        Add(command, owner);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = seen?.Epoch ?? 0 });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = seen?.Beat ?? 0 });
        command.Parameters.Add(new NpgsqlParameter<int?> { TypedValue = seen?.Owner });
        return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as long?;
    }

    private static void Add(NpgsqlCommand command, int value) => command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = value });
}
