using Paynode.Chain.Escrow;
using Paynode.Chain.Primitives;

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
