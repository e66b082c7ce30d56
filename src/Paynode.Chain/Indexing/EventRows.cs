using Npgsql;
using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>Determines which orders events belong to, and how final each event has to be.</summary>
internal sealed class EventRows(IndexStore store, ChainIndexerOptions options)
{
    public async Task<IReadOnlyList<EventRow>> MakeAsync(IReadOnlyList<FetchedEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
        {
            return [];
        }

        var orders = await store.FindOrdersAsync(
            options.ChainId,
            [.. events.Select(e => e.Event.OrderId).OfType<Bytes32>().Distinct()],
            [.. events.Select(e => DepositAddressOf(e.Event)).OfType<Address>().Distinct()],
            cancellationToken).ConfigureAwait(false);
        var byOrder = orders.ToDictionary(o => o.OrderId);
        var byAddress = orders.ToDictionary(o => o.Address);
        return [.. events.Select(e => Row(e, byOrder, byAddress))];
    }

    private EventRow Row(
        FetchedEvent fetched, Dictionary<Bytes32, WatchedDeposit> byOrder, Dictionary<Address, WatchedDeposit> byAddress)
    {
        var order = fetched.Event.OrderId is { } id ? byOrder.GetValueOrDefault(id)
            : DepositAddressOf(fetched.Event) is { } address ? byAddress.GetValueOrDefault(address)
            : null;
        var requirement = options.Confirmations.For(fetched.Event, order?.Token);
        return new EventRow(fetched, fetched.Event.OrderId ?? order?.OrderId, requirement);
    }

    private static Address? DepositAddressOf(EscrowEvent escrowEvent) => escrowEvent switch
    {
        EscrowEvent.DepositSeen seen => seen.DepositAddress,
        EscrowEvent.DepositReturned returned => returned.DepositAddress,
        _ => null,
    };
}

/// <summary>The position of a stored event on the chain.</summary>
internal sealed record StoredEvent(long Id, Bytes32 BlockHash, Bytes32 TransactionHash, long LogIndex, long BlockNumber);

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

/// <summary>An event with the row's further columns: its order and its confirmation requirement.</summary>
internal sealed record EventRow(FetchedEvent Fetched, Bytes32? OrderId, ConfirmationRequirement Requirement);

/// <summary>A log as read from the chain, decoded, with its block's timestamp.</summary>
internal sealed record FetchedEvent(LogEntry Log, EscrowEvent Event, long BlockTimeSeconds);

/// <summary>A consistent range of the chain: its last block, the headers to keep, and the events.</summary>
internal sealed record FetchedRange(BlockHeader Last, IReadOnlyList<BlockHeader> Headers, IReadOnlyList<FetchedEvent> Events);
