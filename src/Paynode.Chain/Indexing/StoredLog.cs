using Npgsql;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>Reads the raw log from an event's row.</summary>
internal static class StoredLog
{
    /// <summary>Expects the columns in the order in which <see cref="ChainEventStore"/> selects them.</summary>
    public static LogEntry Read(NpgsqlDataReader row) => new(
        new Address(row.GetFieldValue<byte[]>(6)),
        [.. row.GetFieldValue<byte[]>(7).Chunk(Bytes32.Length).Select(t => new Bytes32(t))],
        row.GetFieldValue<byte[]>(8),
        row.GetInt64(4),
        new Bytes32(row.GetFieldValue<byte[]>(1)),
        new Bytes32(row.GetFieldValue<byte[]>(2)),
        row.GetInt64(3));
}
