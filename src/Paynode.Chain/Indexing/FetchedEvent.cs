using Paynode.Chain.Escrow;
using Paynode.Chain.Rpc;

namespace Paynode.Chain.Indexing;

/// <summary>A log as read from the chain, decoded, with its block's timestamp.</summary>
internal sealed record FetchedEvent(LogEntry Log, EscrowEvent Event, long BlockTimeSeconds);
